/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves that a scrubbed image is clean, and as sound as before.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/fields/scrub.h"
#include "image/fields/seal.h"
#include "image/settings/tasmota.h"
#include "image/survey/image_look.h"

enum { NAMED_MAX = 32 }; /* places that are named one by one */

/* ---- values that are left ---- */

static void search(struct image_scrub *scrub, const uint8_t *data, size_t size, uint64_t offset,
                   unsigned *named)
{
    for (size_t i = 0; i < scrub->count; i++) {
        const struct image_secret *secret = &scrub->secrets[i];
        size_t at = 0;

        for (; secret->anywhere && *named < NAMED_MAX &&
               (at = image_scrub_find(secret, data, size, at, false)) < size;
             at += secret->size) {
            (*named)++;
            image_scrub_fail(scrub, offset + at, "a password, key or network's name is left here",
                             NULL);
        }
    }
}

/* A saved configuration of Tasmota: each byte from 2 on has its number and a key added by
 * XOR.  CONFIG_FILE_XOR of support_features and SettingsConfigBackup(). */
enum { SAVED_KEY = 0x5a, SAVED_START = 2 };

static void search_saved(struct image_scrub *scrub, size_t at, unsigned *named)
{
    uint8_t plain[IMAGE_TASMOTA_SIZE];
    struct image_tasmota header;

    memcpy(plain, scrub->image->data + at, sizeof(plain));
    for (unsigned i = SAVED_START; i < sizeof(plain); i++)
        plain[i] = (uint8_t)(plain[i] ^ (SAVED_KEY + i));
    if (image_tasmota_parse(&header, plain))
        search(scrub, plain, sizeof(plain), at, named);
    memset(plain, 0, sizeof(plain));
}

/* Short values are everywhere by chance, so that only whole fields count.  Long ones are
 * found in the image as it is, unless they lie in two parts of the flash or are encrypted. */
static bool search_fields(struct image_scrub *scrub, uint8_t *data, uint32_t size, uint32_t offset,
                          const char *path)
{
    (void)path;
    for (size_t i = 0; i < scrub->count; i++) {
        const struct image_secret *secret = &scrub->secrets[i];

        if (secret->hidden && image_scrub_find(secret, data, size, 0, !secret->anywhere) < size)
            image_scrub_fail(scrub, offset,
                             secret->anywhere
                                 ? "a password, key or network's name is left in a file or value here"
                                 : "a short password, key or network's name is left here",
                             NULL);
    }
    return false;
}

static bool is_empty(void *context, const struct esp_setting *setting)
{
    /* The settings of Tasmota as a whole, which its own editor lists. */
    if (setting->secret && setting->text[0] && strcmp(setting->name, "main/Settings") != 0)
        image_scrub_fail(context, setting->offset, "a password is left in the setting",
                         setting->name);
    return true;
}

static void search_settings(struct image_scrub *scrub)
{
    const struct esp_editor *editor;
    struct image_trouble trouble;

    for (unsigned i = 0; (editor = esp_editor_number(i)); i++)
        if (editor->find(scrub->image))
            (void)editor->list(scrub->image, is_empty, scrub, &trouble);
}

static void search_all(struct image_scrub *scrub)
{
    const struct esp_settings_image *image = scrub->image;
    unsigned named = 0;

    search(scrub, image->data, image->size, 0, &named);
    search_settings(scrub);
    image_scrub_files(scrub, NULL, search_fields);
    (void)image_scrub_nvs_values(scrub, search_fields);
    for (size_t at = 0; image->size - at >= IMAGE_TASMOTA_SIZE; at += IMAGE_TASMOTA_SIZE)
        search_saved(scrub, at, &named);
}

/* ---- sums ---- */

static unsigned faults_at(const struct image_survey *survey, uint32_t offset, const char **text)
{
    unsigned count = 0;

    for (size_t i = 0; i < survey->count; i++)
        for (size_t k = 0; survey->parts[i]->offset == offset && k < survey->parts[i]->fact_count; k++) {
            const struct image_fact *fact = &survey->parts[i]->facts[k];

            if (fact->type != IMAGE_FACT_FAULT)
                continue;
            *text = fact->text;
            count++;
        }
    return count;
}

static void compare_surveys(struct image_scrub *scrub, const struct image_survey *before,
                            const struct image_survey *after)
{
    for (size_t i = 0; i < after->count; i++) {
        uint32_t offset = after->parts[i]->offset;
        const char *text = NULL, *old = NULL;

        if (i > 0 && after->parts[i - 1]->offset == offset)
            continue;
        if (faults_at(after, offset, &text) > faults_at(before, offset, &old))
            image_scrub_fail(scrub, offset, "this was right, and would be broken now:", text);
    }
    if (before->out_of_memory || after->out_of_memory)
        scrub->out_of_memory = true;
}

/* Sums over settings that the survey does not compute. */
static void compare_sectors(struct image_scrub *scrub, const uint8_t *original)
{
    const struct esp_settings_image *image = scrub->image;
    struct image_tasmota before, after;

    for (size_t at = 0; image->size - at >= IMAGE_TASMOTA_SIZE; at += IMAGE_TASMOTA_SIZE)
        if (image_tasmota_parse(&before, original + at) && before.right &&
            image_tasmota_parse(&after, image->data + at) && !after.right)
            image_scrub_fail(scrub, at, "the check of Tasmota's settings would be wrong now", NULL);
}

void image_scrub_prove(struct image_scrub *scrub, const uint8_t *original)
{
    const struct esp_settings_image *image = scrub->image;
    struct image_survey before, after;

    search_all(scrub);
    compare_sectors(scrub, original);
    image_survey_look(&before, original, image->size, image->chip);
    image_survey_look(&after, image->data, image->size, image->chip);
    compare_surveys(scrub, &before, &after);
    image_survey_free(&before);
    image_survey_free(&after);
}
