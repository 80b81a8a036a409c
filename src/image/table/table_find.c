/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the table of partitions, wherever it lies.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * CONFIG_PARTITION_TABLE_OFFSET moves the table by whole sectors.  Larger bootloaders need
 * this; users reported 0x9000, 0xd000 and 0x10000.
 */
#include <string.h>

#include "image/table/table.h"

/* How sure a candidate is.  More is better. */
enum trust {
    NO_TABLE,
    DAMAGED, /* some rows make sense */
    SANE,    /* all rows make sense, and a blank row ends them; there is no MD5 */
    PROVEN,  /* the MD5 is right */
};

/* The application's own types.  Between these and the known types there are reserved ones,
 * which no table has. */
enum { OWN_TYPE_FIRST = 0x40, OWN_TYPE_LAST = 0xfe };

static bool sane_name(const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < length; i++)
        if (name[i] < ' ' || name[i] > '~')
            return false;
    return length > 0;
}

static bool sane_row(const struct image_row *row)
{
    bool known = image_type_name(row->type) != NULL;

    return (known || (row->type >= OWN_TYPE_FIRST && row->type <= OWN_TYPE_LAST)) &&
           row->size > 0 && (uint64_t)row->offset + row->size <= UINT32_MAX &&
           row->offset % image_row_alignment(row->type) == 0 && sane_name(row->name);
}

static enum trust judge(const struct image_table *table)
{
    unsigned sane = 0;

    for (unsigned i = 0; i < table->count; i++)
        sane += sane_row(&table->rows[i]);
    if (sane == 0)
        return NO_TABLE;
    if (table->md5_present && table->md5_right)
        return PROVEN;
    if (!table->md5_present && sane == table->count && table->end == IMAGE_TABLE_ENDED)
        return SANE;
    /* One row that happens to make sense may be anything, unless it lies where a table
     * should be. */
    return sane > 1 || table->offset == IMAGE_TABLE_OFFSET ? DAMAGED : NO_TABLE;
}

static enum trust try(struct image_table *table, const uint8_t *data, size_t size, uint32_t offset)
{
    struct image_trouble trouble;

    return image_table_parse(table, data, size, offset, &trouble) ? judge(table) : NO_TABLE;
}

bool image_table_find(struct image_table *table, const uint8_t *data, size_t size)
{
    enum trust best = try(table, data, size, IMAGE_TABLE_OFFSET);
    uint32_t best_offset = IMAGE_TABLE_OFFSET;
    uint64_t end = size < UINT32_MAX ? size : UINT32_MAX;

    for (uint64_t offset = 0; offset < end && best < SANE; offset += IMAGE_TABLE_SECTOR) {
        enum trust trust = try(table, data, size, (uint32_t)offset);

        if (trust > best) {
            best = trust;
            best_offset = (uint32_t)offset;
        }
    }
    return best != NO_TABLE && try(table, data, size, best_offset) != NO_TABLE;
}
