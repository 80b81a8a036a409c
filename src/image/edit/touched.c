/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programs of an image that an edit changes, and their sums.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/touched.h"

#include "image/table/table.h"

enum { SECTOR = 4096 };

/* Where programs begin besides the places of a table.  Sources: image/survey/programs.c has
 * the same places; 0x10000 is the first application of ESP-IDF's own tables. */
static const uint32_t places[] = {0, 0x1000, 0x2000, 0x10000, 0x81000, 0x101000};

static bool measure_at(struct image_app *app, const struct image_buffer *buffer,
                       const struct esp_chipfacts *chip, uint32_t start,
                       struct image_trouble *trouble)
{
    return start < buffer->size &&
           image_app_measure(app, chip, buffer->data + start, buffer->size - start, trouble);
}

static bool sums_right(struct image_app *app, const uint8_t *data)
{
    image_app_compute_sums(app, data);
    return app->checksum.right && (!app->crc.present || app->crc.right) &&
           (!app->hash.present || app->hash.right);
}

static void add(struct image_touched *touched, struct image_app *app, const uint8_t *image,
                uint32_t start)
{
    bool right = sums_right(app, image + start);

    touched->programs[touched->count++] = (struct image_touched_program){
        .app = *app,
        .start = start,
        .end = start + app->size,
        .sums_were_right = right,
        .is_signed = app->signature_version != 0,
    };
}

/* Adds the program that begins at start if it has bytes in the range.  Returns its size, 0
 * if no program begins there. */
static uint32_t try_place(struct image_touched *touched, const struct image_buffer *buffer,
                          const struct esp_chipfacts *chip, uint32_t start, bool by_chance)
{
    struct image_trouble trouble;
    struct image_app app;

    if (start >= buffer->size || start >= (uint64_t)touched->offset + touched->size ||
        touched->count == IMAGE_TOUCHED_MAX ||
        !image_app_begins(buffer->data + start, buffer->size - start) ||
        !measure_at(&app, buffer, chip, start, &trouble))
        return 0;
    for (unsigned i = 0; i < touched->count; i++) {
        if (start >= touched->programs[i].start && start < touched->programs[i].end)
            return app.size;
    }
    if ((uint64_t)start + app.size > touched->offset && (!by_chance || app.checksum.right))
        add(touched, &app, buffer->data, start);
    return app.size;
}

static void try_table(struct image_touched *touched, const struct image_buffer *buffer,
                      const struct esp_chipfacts *chip)
{
    struct image_table table;

    if (!image_table_find(&table, buffer->data, buffer->size))
        return;
    for (unsigned i = 0; i < table.count; i++) {
        if (table.rows[i].type == IMAGE_TYPE_APP || table.rows[i].type == IMAGE_TYPE_BOOTLOADER)
            try_place(touched, buffer, chip, table.rows[i].offset, false);
    }
}

/* Looks at the sectors before the edit, the nearest one first.  Chance makes headers, too,
 * so only a program with a right checksum counts. */
static void try_sectors(struct image_touched *touched, const struct image_buffer *buffer,
                        const struct esp_chipfacts *chip)
{
    /* An image that is made to be slow has a header in each sector. */
    uint64_t patience = 4 * (uint64_t)buffer->size + (1 << 20);
    uint32_t start = touched->offset - touched->offset % SECTOR;

    while (touched->count == 0) {
        uint32_t looked = try_place(touched, buffer, chip, start, true);

        if (looked >= patience || start == 0)
            return;
        patience -= looked;
        start -= SECTOR;
    }
}

void image_touch(struct image_touched *touched, const struct image_buffer *buffer,
                 const struct esp_chipfacts *chip, uint32_t offset, uint32_t size)
{
    *touched = (struct image_touched){.offset = offset, .size = size};
    if (size == 0)
        return;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        try_place(touched, buffer, chip, places[i], false);
    try_table(touched, buffer, chip);
    if (touched->count == 0)
        try_sectors(touched, buffer, chip);
}

/* Are the sums of both where they were?  Sums in other places would overwrite the program. */
static bool same_structure(const struct image_app *one, const struct image_app *other)
{
    if (one->segment_count != other->segment_count || one->size != other->size ||
        one->checksum.offset != other->checksum.offset || one->crc.present != other->crc.present ||
        one->hash.present != other->hash.present)
        return false;
    for (unsigned i = 0; i < one->segment_count; i++)
        if (one->segments[i].offset != other->segments[i].offset ||
            one->segments[i].size != other->segments[i].size)
            return false;
    return true;
}

enum image_repair image_touched_repair(const struct image_touched *touched, unsigned number,
                                       struct image_buffer *buffer,
                                       const struct esp_chipfacts *chip,
                                       struct image_trouble *trouble)
{
    uint32_t start = touched->programs[number].start;
    const struct image_app *before = &touched->programs[number].app;
    uint64_t end = (uint64_t)touched->offset + touched->size;
    struct image_app app;

    if (start >= buffer->size || !image_app_begins(buffer->data + start, buffer->size - start))
        return IMAGE_GONE;
    if (start >= touched->offset && measure_at(&app, buffer, chip, start, trouble) &&
        (uint64_t)start + app.size <= end)
        return IMAGE_REPLACED;
    if (!image_app_measure_again(&app, before->format, chip, buffer->data + start,
                               buffer->size - start, trouble))
        return IMAGE_BROKEN;
    if (!same_structure(before, &app)) {
        image_trouble_set(trouble, start, "its segments are other ones than before, so its sums were"
                                          " left as they are");
        return IMAGE_BROKEN;
    }
    image_app_repair(&app, buffer->data + start);
    return IMAGE_REPAIRED;
}
