/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places of an image that have names.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/places.h"

#include <stdlib.h>

#include "image/survey/image_look.h"

static bool find_part(const struct image_buffer *buffer, const struct esp_chipfacts *chip,
                      const char *name, struct image_extent *place)
{
    struct image_survey survey;
    const struct image_part *part;

    image_survey_look(&survey, buffer->data, buffer->size, chip);
    part = image_survey_find_name(&survey, name);
    if (part)
        *place = (struct image_extent){part->offset, part->size};
    image_survey_free(&survey);
    return part != NULL;
}

bool image_place_named(const struct image_buffer *buffer, const struct esp_chipfacts *chip,
                       const char *name, struct image_extent *place,
                       struct image_trouble *trouble)
{
    struct image_table table;
    bool has_table = image_table_find(&table, buffer->data, buffer->size);
    const struct image_row *row = has_table ? image_table_row_named(&table, name) : NULL;

    if (row) {
        *place = (struct image_extent){row->offset, row->size};
        return true;
    }
    if (find_part(buffer, chip, name, place))
        return true;
    if (has_table)
        return image_trouble_set(trouble, table.offset, "no partition has the name '%.40s'", name);
    return image_trouble_set(trouble, 0, "there is no table of partitions, and no part '%.40s'",
                             name);
}

/* Partitions that a board fills itself. */
static bool is_own_data(const struct image_row *row)
{
    static const uint8_t subtypes[] = {IMAGE_DATA_OTA, IMAGE_DATA_NVS,    IMAGE_DATA_NVS_KEYS,
                                       IMAGE_DATA_FAT, IMAGE_DATA_SPIFFS, IMAGE_DATA_LITTLEFS};

    for (size_t i = 0; i < sizeof(subtypes); i++) {
        if (row->type == IMAGE_TYPE_DATA && row->subtype == subtypes[i])
            return true;
    }
    return false;
}

/* Has the row a byte within the image that is in no run? */
static bool has_gap(const struct image_buffer *buffer, const struct image_row *row,
                    const struct image_run *runs, size_t count)
{
    uint64_t at = row->offset, end = at + row->size;

    if (end > buffer->size)
        end = buffer->size;
    for (size_t i = 0; i < count && at < end; i++) {
        if (runs[i].offset > at)
            return true;
        if ((uint64_t)runs[i].offset + runs[i].size > at)
            at = (uint64_t)runs[i].offset + runs[i].size;
    }
    return at < end;
}

int image_places_blanked(const struct image_buffer *buffer, struct image_row rows[IMAGE_ROWS_MAX],
                         struct image_trouble *trouble)
{
    struct image_table table;
    struct image_run *runs;
    size_t count;
    int found = 0;

    if (!image_table_find(&table, buffer->data, buffer->size))
        return 0;
    if (!image_buffer_runs(buffer, &runs, &count, trouble))
        return -1;
    for (unsigned i = 0; i < table.count && found < IMAGE_ROWS_MAX; i++) {
        if (is_own_data(&table.rows[i]) && has_gap(buffer, &table.rows[i], runs, count))
            rows[found++] = table.rows[i];
    }
    free(runs);
    return found;
}
