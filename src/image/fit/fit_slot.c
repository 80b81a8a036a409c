/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Updates into a slot: finds the slot.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fit/fit_slot.h"

#include <stdio.h>
#include <stdlib.h>

#include "image/table/otadata.h"

static void set_slot(struct image_fit *fit, const char *name, uint32_t offset, uint32_t size)
{
    fit->way = IMAGE_FIT_SLOT;
    snprintf(fit->slot, sizeof(fit->slot), "%s", name);
    fit->slot_offset = offset;
    fit->slot_size = size;
}

static const struct image_row *slot_row(const struct image_table *table, unsigned slot)
{
    return image_table_row(table, IMAGE_TYPE_APP, (uint8_t)(IMAGE_APP_OTA_0 + slot));
}

/* The slot behind the one that runs, or the first one.  NULL: there is only the one that
 * runs. */
static const struct image_row *next_row(const struct image_table *table,
                                        const struct image_row *runs)
{
    enum { SLOTS_MAX = IMAGE_APP_TEST - IMAGE_APP_OTA_0 };
    const struct image_row *first = NULL;
    bool behind = false;

    for (unsigned slot = 0; slot < SLOTS_MAX; slot++) {
        const struct image_row *row = slot_row(table, slot);

        if (!row)
            continue;
        if (behind)
            return row;
        if (!first)
            first = row;
        behind = row == runs;
    }
    return first == runs ? NULL : first;
}

static const struct image_row *running_row(const struct image_table *table,
                                           const struct image_survey *survey)
{
    const struct image_row *row = image_table_row(table, IMAGE_TYPE_DATA, IMAGE_DATA_OTA);
    struct image_otadata otadata;

    if (row && row->offset < survey->size)
        image_otadata_parse(&otadata, survey->data + row->offset, survey->size - row->offset);
    return image_table_boot_row(table, row && row->offset < survey->size ? &otadata : NULL);
}

enum image_fit_error image_fit_find_partition(struct image_fit *fit,
                                              const struct image_survey *survey)
{
    struct image_table *table = malloc(sizeof(*table));
    const struct image_row *row;
    bool found = table && image_table_find(table, survey->data, survey->size);

    fit->way = IMAGE_FIT_NO_WAY;
    if (found) {
        row = next_row(table, running_row(table, survey));
        if (row)
            set_slot(fit, row->name, row->offset, row->size);
    }
    free(table);
    return found ? IMAGE_FIT_OK : IMAGE_FIT_NO_TABLE;
}

void image_fit_find_named(struct image_fit *fit, const struct image_layout *layout)
{
    fit->way = IMAGE_FIT_NO_WAY;
    if (layout->slots > 1)
        set_slot(fit, "", 0, layout->slot_size);
}

/* Each half of the map has 4 KB for the bootloader or nothing, a program, and 16 KB for
 * parameters ("Flash Map": 236, 492 and 1004 KB). */
void image_fit_find_user(struct image_fit *fit, const struct image_survey *survey)
{
    enum { FIRST = 0x1000, LOST = 20 << 10, SIZE_BYTE = 3 };
    static const uint32_t halves[16] = { /* for each code of the flash's size */
        [0] = 256 << 10, [2] = 512 << 10,  [3] = 512 << 10,  [4] = 512 << 10,
        [5] = 1 << 20,   [6] = 1 << 20,    [8] = 1 << 20,    [9] = 1 << 20,
    };
    uint32_t half = survey->size > SIZE_BYTE ? halves[survey->data[SIZE_BYTE] >> 4] : 0;

    fit->way = IMAGE_FIT_NO_WAY;
    if (half > 0)
        set_slot(fit, "user2", half + FIRST, half - LOST);
}
