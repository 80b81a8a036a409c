/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the proof behind a scrub: what a step has left by a mistake is found.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/scrub.h"

#include <string.h>

#include "tap.h"
#include "unit/image/recipe_image.h"

static unsigned failures;
static char last[128];

static void note(void *context, uint32_t offset, uint64_t size, const char *what, const char *name)
{
    (void)context;
    (void)offset;
    (void)size;
    (void)what;
    (void)name;
}

static void fail(void *context, uint32_t offset, const char *what, const char *name)
{
    (void)context;
    (void)offset;
    failures++;
    snprintf(last, sizeof(last), "%s%s%s", what, name ? " " : "", name ? name : "");
}

/* Proves an image that nobody scrubbed.  secret: kept as a password; NULL: none. */
static void proves(const char *recipe, const char *secret, unsigned want, const char *text,
                   const char *name)
{
    struct recipe_image made = recipe_make(recipe);
    struct esp_settings_image image = {.data = made.data, .size = made.size};
    struct image_scrub scrub = {.image = &image, .note = note, .fail = fail};

    failures = 0;
    last[0] = '\0';
    if (secret)
        image_scrub_keep(&scrub, secret, strlen(secret), true);
    image_scrub_prove(&scrub, made.data);
    tap_is(failures, want, name);
    tap_str(last, text, "  what is said");
    image_scrub_free(&scrub);
    recipe_free(&made);
}

#define NVS(values) "at 0 nvs size=0x3000\n" values "\nend\n"
#define FILES(lines) "at 0 littlefs size=0x10000\n" lines "end\n"
/* The first page of a file in SPIFFS has 251 bytes. */
#define TEXT_40 "0123456789abcdefghij0123456789abcdefghij"
#define TEXT_240 TEXT_40 TEXT_40 TEXT_40 TEXT_40 TEXT_40 TEXT_40
#define SHORT_LEFT "a short password, key or network's name is left here"

int main(void)
{
    proves(NVS("ns=unit channel=u8:6"), "rose", 0, "", "an image that is clean");
    proves(NVS("ns=wifi pswd=str:ab"), NULL, 1, "a password is left in the setting wifi/pswd",
           "a password of 2 characters in NVS");
    proves(NVS("ns=unit note=str:rose"), "rose", 1, SHORT_LEFT,
           "a password of 4 characters in another value of NVS");
    proves(NVS("ns=unit note=str:primrose"), "rose", 0, "", "the same within a word");
    proves(FILES("a.txt text \"rose\"\n"), "rose", 1, SHORT_LEFT, "a short password in a file");
    proves("at 0 spiffs size=0x10000\n  a.txt text \"" TEXT_240 "rosebush-and-thorn\"\nend\n",
           "rosebush-and-thorn", 1, "a password, key or network's name is left in a file or value here",
           "a password in two pages of a file");
    proves(FILES("config.dat espeasy name=\n  security.dat security key=rose\n"), NULL, 1,
           "a password is left in the setting key", "a short password in a field of ESPEasy");
    proves("at 0 tasmota version=12.2.0.1 password1=rose\n", NULL, 1,
           "a password is left in the setting password1", "a short password in Tasmota's settings");
    return tap_done();
}
