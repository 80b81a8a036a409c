/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about a bootloader or an application.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "image/app/descriptor.h"
#include "image/survey/describe_part.h"

const char *image_mode_name(uint8_t mode)
{
    static const char *const names[] = {"QIO", "QOUT", "DIO", "DOUT", "FAST-READ", "SLOW-READ"};

    return mode < sizeof(names) / sizeof(names[0]) ? names[mode] : NULL;
}

static void describe_header(struct image_part *part, const struct image_app *app)
{
    static const char *const formats[] = {
        [IMAGE_APP_VERSION_1] = "version-1",
        [IMAGE_APP_VERSION_2] = "version-2",
        [IMAGE_APP_EXTENDED] = "extended",
    };

    image_fact_text(part, "format", formats[app->format]);
    if (app->chip)
        image_fact_text(part, "chip", app->chip->name);
    else if (app->format == IMAGE_APP_EXTENDED)
        image_fact_count(part, "chip-id", app->chip_id);
    image_fact_hex(part, "entry", app->entry);
    if (image_mode_name(app->mode))
        image_fact_text(part, "flash-mode", image_mode_name(app->mode));
    else
        image_fact_fault(part, "flash-mode", "the flash mode at 0x%" PRIx32 " is %u; 0 to 5 are possible",
                         part->offset + 2, app->mode);
}

/* The codes of size and rate mean something else in each family.  Keys and values are those
 * of the options that change the header. */
static void describe_codes(struct image_part *part, const struct image_app *app)
{
    unsigned size = app->size_rate >> 4, rate = app->size_rate & 0xf;
    const struct esp_flash_rate *r;
    char text[8];

    if (!app->chip)
        return;
    if (app->chip->flash_sizes[size])
        image_fact_bytes(part, "flash-size", app->chip->flash_sizes[size]);
    else
        image_fact_fault(part, "flash-size", "the flash size at 0x%" PRIx32 " is %u, a code that the %s does not have",
                         part->offset + 3, size, app->chip->name);
    for (r = app->chip->flash_rates; r->mhz && r->code != rate; r++)
        ;
    snprintf(text, sizeof(text), "%um", r->mhz);
    if (r->mhz)
        image_fact_text(part, "flash-freq", text);
    else
        image_fact_fault(part, "flash-freq", "the flash rate at 0x%" PRIx32 " is %u, a code that the %s does not have",
                         part->offset + 3, rate, app->chip->name);
}

static void describe_revision(struct image_part *part, const char *key, uint16_t revision)
{
    char text[24];

    snprintf(text, sizeof(text), "v%u.%u", revision / 100u, revision % 100u);
    image_fact_text(part, key, text);
}

static void describe_extension(struct image_part *part, const struct image_app *app)
{
    static const char *const pins[] = {"drive-clk", "drive-q", "drive-d",
                                       "drive-cs",  "drive-hd", "drive-wp"};

    if (app->format != IMAGE_APP_EXTENDED)
        return;
    image_fact_count(part, "chip-id", app->chip_id);
    describe_revision(part, "min-revision", app->min_revision);
    if (app->max_revision != 0 && app->max_revision != UINT16_MAX)
        describe_revision(part, "max-revision", app->max_revision);
    image_fact_hex(part, "wp-pin", app->wp_pin);
    for (unsigned i = 0; i < sizeof(pins) / sizeof(pins[0]); i++)
        image_fact_count(part, pins[i], app->drives[i / 2] >> (i % 2 ? 4 : 0) & 0xf);
}

static void describe_segments(struct image_part *part, const struct image_app *app)
{
    for (unsigned i = 0; i < app->segment_count; i++) {
        const struct image_segment *segment = &app->segments[i];

        image_fact_item(part, "segment");
        image_fact_hex(part, "address", segment->address);
        image_fact_hex(part, "offset", part->offset + segment->offset);
        image_fact_bytes(part, "size", segment->size);
    }
    image_fact_end_items(part);
}

static void describe_sums(struct image_part *part, const struct image_app *app)
{
    const struct image_app_sum *sum = &app->checksum;

    if (sum->present) {
        image_fact_hex(part, "checksum", sum->stored[0]);
        image_fact_hex(part, "checksum-computed", sum->computed[0]);
        if (!sum->right)
            image_fact_fault(part, "checksum",
                             "the checksum at 0x%" PRIx32 " is 0x%02x, the segments have 0x%02x",
                             part->offset + sum->offset, sum->stored[0], sum->computed[0]);
    }
    sum = &app->crc;
    if (sum->present) {
        uint32_t stored = esp_get32(sum->stored), computed = esp_get32(sum->computed);

        image_fact_hex(part, "crc", stored);
        image_fact_hex(part, "crc-computed", computed);
        if (!sum->right)
            image_fact_fault(part, "crc",
                             "the CRC at 0x%" PRIx32 " is 0x%08" PRIx32 ", the image has 0x%08" PRIx32,
                             part->offset + sum->offset, stored, computed);
    }
    sum = &app->hash;
    if (sum->present) {
        image_fact_digest(part, "sha256", sum->stored, sum->size);
        image_fact_digest(part, "sha256-computed", sum->computed, sum->size);
        if (!sum->right)
            image_fact_fault(part, "sha256",
                             "the SHA-256 at 0x%" PRIx32 " is not that of the image",
                             part->offset + sum->offset);
    }
    if (app->signature_version)
        image_fact_count(part, "signature-version", app->signature_version);
}

static void describe_field(struct image_part *part, const char *key, const struct image_field *f)
{
    if (f->text && f->size > 0 && f->text[0] != '\0')
        image_fact_field(part, key, f->text, f->size);
}

/* An application has date and time in two fields, a bootloader in one. */
static void describe_date(struct image_part *part, const struct image_descriptor *found)
{
    char text[64];

    if (found->of_bootloader) {
        describe_field(part, "build-date", &found->date);
        return;
    }
    snprintf(text, sizeof(text), "%.*s %.*s", (int)found->date.size, (const char *)found->date.text,
             (int)found->time.size, (const char *)found->time.text);
    if (text[0] != ' ')
        image_fact_text(part, "build-date", text);
}

static void describe_descriptor(struct image_part *part, const struct image_app *app,
                                const uint8_t *data)
{
    struct image_descriptor found;

    if (!image_descriptor_find(&found, app, data))
        return;
    describe_field(part, "project", &found.project);
    describe_field(part, "version", &found.version);
    if (found.of_bootloader)
        image_fact_count(part, "bootloader-version", found.bootloader_version);
    describe_field(part, "framework", &found.framework);
    describe_date(part, &found);
    if (found.elf_sha256)
        image_fact_digest(part, "elf-sha256", found.elf_sha256, IMAGE_HASH_SIZE);
    image_fact_count(part, "secure-version", found.secure_version);
}

void image_describe_app(struct image_part *part, const struct image_app *app,
                        const uint8_t *data)
{
    part->used = app->size;
    describe_header(part, app);
    describe_codes(part, app);
    describe_descriptor(part, app, data);
    describe_extension(part, app);
    describe_segments(part, app);
    describe_sums(part, app);
}
