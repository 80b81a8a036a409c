/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Are the programs whole that a chip starts from an image?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/start/start.h"

#include <inttypes.h>
#include <stdlib.h>

#include "image/app/app.h"
#include "image/imageheader.h"
#include "image/table/otadata.h"

/* Where Arduino's eboot and the SDK's boot have the first application.  Sources:
 * esp8266/Arduino, eboot.h (APP_START_OFFSET); "ESP8266 SDK Getting Started Guide"
 * (user1.bin). */
enum { FIRST_APP = 0x1000 };

struct place {
    const struct esp_chipfacts *chip;
    const uint8_t *data;
    size_t size; /* of the image */
    size_t at;   /* the program's offset in the image */
};

/* Gives the offset of what is missing, in the image. */
static void tell_cut(struct image_flaw *flaw, const struct place *place,
                     const struct image_app *app)
{
    const struct image_segment *last = &app->segments[app->segment_count ? app->segment_count - 1 : 0];
    uint64_t end = (uint64_t)place->at + last->offset + last->size;

    if (app->segment_count == 0 || end <= place->size) {
        flaw->cut = flaw->trouble.offset >= place->size - place->at;
        flaw->trouble.offset += place->at;
        return;
    }
    flaw->cut = true;
    image_trouble_set(&flaw->trouble, place->at + last->offset,
                      "segment %u ends at 0x%" PRIx64 ", the file at 0x%zx",
                      app->segment_count - 1, end, place->size);
}

static bool check_sums(struct image_flaw *flaw, const struct place *place,
                       const struct image_app *app)
{
    const struct image_app_sum *sum = &app->checksum;

    if (!sum->right)
        return image_trouble_set(&flaw->trouble, place->at + sum->offset,
                                 "the checksum at 0x%zx is 0x%02x, the segments have 0x%02x",
                                 place->at + sum->offset, sum->stored[0], sum->computed[0]);
    sum = &app->hash;
    if (sum->present && !sum->right && image_app_is_mapped(app))
        return image_trouble_set(&flaw->trouble, place->at + sum->offset,
                                 "the SHA-256 at 0x%zx is not that of the program",
                                 place->at + sum->offset);
    return true;
}

static bool check_program(struct image_flaw *flaw, const struct place *place)
{
    struct image_app app;

    *flaw = (struct image_flaw){0};
    if (!image_app_parse(&app, place->chip, place->data + place->at, place->size - place->at,
                         &flaw->trouble)) {
        tell_cut(flaw, place, &app);
        return false;
    }
    return check_sums(flaw, place, &app);
}

/* Checks what lies there if it begins as a program of this chip does. */
static bool check_if_program(struct image_flaw *flaw, const struct place *place)
{
    const uint8_t *program = place->data + place->at;
    size_t left = place->size - place->at;

    return !image_app_begins(program, left) ||
           image_header_chip(place->chip, program, left) != place->chip ||
           check_program(flaw, place);
}

/* The row of the application that the bootloader starts, in an image of the whole flash or
 * of its beginning. */
static const struct image_row *boot_row(struct image_table *table, const uint8_t *data,
                                        size_t size)
{
    const struct image_row *row = image_table_row(table, IMAGE_TYPE_DATA, IMAGE_DATA_OTA);
    struct image_otadata otadata;

    if (row && row->offset < size)
        image_otadata_parse(&otadata, data + row->offset, size - row->offset);
    return image_table_boot_row(table, row && row->offset < size ? &otadata : NULL);
}

static bool check_partition(struct image_flaw *flaw, struct place place)
{
    struct image_table *table = malloc(sizeof(*table));
    const struct image_row *row;
    bool good = true;

    if (table && image_table_find(table, place.data, place.size)) {
        row = boot_row(table, place.data, place.size);
        if (row && row->offset < place.size) {
            place.at = row->offset;
            good = check_if_program(flaw, &place);
        }
    }
    free(table);
    return good;
}

bool image_start_check(const struct esp_chipfacts *chip, uint32_t flash_offset,
                       const uint8_t *data, size_t size, struct image_flaw *flaw)
{
    struct place place = {chip, data, size, 0};
    struct image_header header;

    if (size > 0 && !check_if_program(flaw, &place))
        return false;
    image_header_parse(&header, chip, flash_offset, data, size);
    if (header.kind != IMAGE_KIND_PROGRAM)
        return true;
    place.at = chip->boot_offset - flash_offset;
    if (!check_program(flaw, &place))
        return false;
    if (!chip->extended_header) {
        place.at += FIRST_APP;
        return place.at >= size || check_if_program(flaw, &place);
    }
    return flash_offset != 0 || check_partition(flaw, place);
}
