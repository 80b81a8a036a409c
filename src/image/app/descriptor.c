/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptors in an image: who made the program, when, with which framework.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/app/descriptor.h"

#include "base/bytes.h"

enum {
    APP_MAGIC = 0xabcd5432u,
    APP_SECURE_VERSION = 4,
    APP_VERSION = 16,
    APP_PROJECT = 48,
    APP_TIME = 80,
    APP_DATE = 96,
    APP_FRAMEWORK = 112,
    APP_ELF_SHA256 = 144,
    APP_SIZE = 256,
    BOOT_MAGIC = 80,
    BOOT_SECURE_VERSION = 3,
    BOOT_VERSION = 4,
    BOOT_FRAMEWORK = 8,
    BOOT_DATE = 40,
    BOOT_SIZE = 80,
    LONG_TEXT = 32,
    DATE_TEXT = 24,
    SHORT_TEXT = 16,
};

static struct image_field field(const uint8_t *descriptor, unsigned offset, size_t size)
{
    return (struct image_field){.text = descriptor + offset, .size = size};
}

/* Is there a text of printable ASCII, with NULs after it, and not empty? */
static bool is_text(const struct image_field *f)
{
    size_t i = 0;

    while (i < f->size && f->text[i] >= ' ' && f->text[i] < 0x7f)
        i++;
    if (i == 0 || i == f->size)
        return false;
    while (i < f->size && f->text[i] == 0)
        i++;
    return i == f->size;
}

static bool is_app(struct image_descriptor *found, const uint8_t *d, size_t size)
{
    if (size < APP_SIZE || esp_get32(d) != APP_MAGIC)
        return false;
    found->secure_version = esp_get32(d + APP_SECURE_VERSION);
    found->version = field(d, APP_VERSION, LONG_TEXT);
    found->project = field(d, APP_PROJECT, LONG_TEXT);
    found->time = field(d, APP_TIME, SHORT_TEXT);
    found->date = field(d, APP_DATE, SHORT_TEXT);
    found->framework = field(d, APP_FRAMEWORK, LONG_TEXT);
    found->elf_sha256 = d + APP_ELF_SHA256;
    return true;
}

/* The magic is only one byte, so the texts must look like texts. */
static bool is_bootloader(struct image_descriptor *found, const uint8_t *d, size_t size)
{
    struct image_field framework, date;

    if (size < BOOT_SIZE || d[0] != BOOT_MAGIC)
        return false;
    framework = field(d, BOOT_FRAMEWORK, LONG_TEXT);
    date = field(d, BOOT_DATE, DATE_TEXT);
    if (!is_text(&framework) || !is_text(&date))
        return false;
    found->of_bootloader = true;
    found->secure_version = d[BOOT_SECURE_VERSION];
    found->bootloader_version = esp_get32(d + BOOT_VERSION);
    found->framework = framework;
    found->date = date;
    return true;
}

bool image_descriptor_find(struct image_descriptor *found, const struct image_app *app,
                           const uint8_t *data)
{
    for (unsigned i = 0; i < app->segment_count; i++) {
        const struct image_segment *segment = &app->segments[i];
        const uint8_t *start = data + segment->offset;

        if (segment->size > app->available - segment->offset)
            break;
        *found = (struct image_descriptor){.offset = segment->offset};
        if (is_app(found, start, segment->size) || is_bootloader(found, start, segment->size))
            return true;
    }
    return false;
}
