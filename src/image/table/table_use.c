/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Using a table of partitions to find a partition: can the table be trusted, and which row
 * does a name mean?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/table/table_use.h"

#include <inttypes.h>
#include <string.h>

static bool sound_end(const struct image_table *table, struct image_trouble *trouble)
{
    if (table->end == IMAGE_TABLE_BAD_MAGIC)
        return image_trouble_set(trouble, table->end_offset,
                                 "the row at 0x%" PRIx32 " begins with 0x%04x, not with 0x50aa or"
                                 " ff",
                                 table->end_offset, table->end_magic);
    if (table->end != IMAGE_TABLE_ENDED)
        return image_trouble_set(trouble, table->end_offset,
                                 "the rows go on to 0x%" PRIx32 ", and no row of ff ends them",
                                 table->end_offset);
    return true;
}

static bool sound_md5(const struct image_table *table, struct image_trouble *trouble)
{
    uint32_t rows = (table->md5_offset - table->offset) / IMAGE_ROW_SIZE;

    if (!table->md5_present) /* tables before ESP-IDF 3.0, and CONFIG_PARTITION_TABLE_MD5=n */
        return true;
    if (!table->md5_right)
        return image_trouble_set(trouble, table->md5_offset,
                                 "the MD5 at 0x%" PRIx32 " is not that of the %" PRIu32
                                 " rows before it",
                                 table->md5_offset, rows);
    if (rows != table->count)
        return image_trouble_set(trouble, table->md5_offset + IMAGE_ROW_SIZE,
                                 "the row at 0x%" PRIx32 " follows the MD5, which does not cover it",
                                 table->md5_offset + IMAGE_ROW_SIZE);
    return true;
}

static bool tell_overlap(const struct image_table *table, unsigned number, unsigned other,
                         uint32_t at, struct image_trouble *trouble)
{
    const struct image_row *row = &table->rows[number];
    bool is_table = other == table->count;
    uint64_t start = is_table ? table->offset : table->rows[other].offset;
    uint64_t size = is_table ? IMAGE_TABLE_SECTOR : table->rows[other].size;

    return image_trouble_set(trouble, at,
                             "%s (0x%" PRIx32 "-0x%" PRIx64 ", row at 0x%" PRIx32 ") overlaps %s"
                             " (0x%" PRIx64 "-0x%" PRIx64 ")",
                             row->name, row->offset, (uint64_t)row->offset + row->size - 1, at,
                             is_table ? "the table" : table->rows[other].name, start,
                             start + size - 1);
}

static bool sound_row(const struct image_table *table, unsigned number, uint64_t flash_size,
                      struct image_trouble *trouble)
{
    const struct image_row *row = &table->rows[number];
    unsigned other = 0, faults = image_row_faults(table, number, flash_size, &other);
    uint32_t at = table->offset + number * IMAGE_ROW_SIZE;

    /* Rows after the MD5 row are not sound, so the number tells the place of the row. */
    if (faults & IMAGE_ROW_EMPTY)
        return image_trouble_set(trouble, at, "the row at 0x%" PRIx32 " (%s) has the size 0", at,
                                 row->name);
    if (faults & IMAGE_ROW_OUTSIDE)
        return image_trouble_set(trouble, at,
                                 "the row at 0x%" PRIx32 " (%s) ends at 0x%" PRIx64
                                 ", and the flash at 0x%" PRIx64,
                                 at, row->name, (uint64_t)row->offset + row->size, flash_size);
    if (faults & IMAGE_ROW_OVERLAPS)
        return tell_overlap(table, number, other, at, trouble);
    if (faults & IMAGE_ROW_NAME_TWICE)
        return image_trouble_set(trouble, at,
                                 "the rows at 0x%" PRIx32 " and 0x%" PRIx32 " have the same name %s",
                                 table->offset + other * IMAGE_ROW_SIZE, at, row->name);
    return true;
}

bool image_table_sound(const struct image_table *table, uint64_t flash_size,
                       struct image_trouble *trouble)
{
    if (!sound_end(table, trouble) || !sound_md5(table, trouble))
        return false;
    for (unsigned i = 0; i < table->count; i++)
        if (!sound_row(table, i, flash_size, trouble))
            return false;
    return true;
}

static bool has_subtype(const struct image_row *row, const char *name)
{
    const char *subtype = image_subtype_name(row->type, row->subtype);

    return subtype && strcmp(subtype, name) == 0;
}

enum image_choice image_table_choose(const struct image_table *table, const char *name,
                                     const struct image_row **row)
{
    enum image_choice choice = IMAGE_CHOICE_NONE;

    *row = image_table_row_named(table, name);
    if (*row)
        return IMAGE_CHOICE_NAME;
    for (unsigned i = 0; i < table->count; i++) {
        if (!has_subtype(&table->rows[i], name))
            continue;
        if (*row)
            return IMAGE_CHOICE_SEVERAL;
        *row = &table->rows[i];
        choice = IMAGE_CHOICE_SUBTYPE;
    }
    return choice;
}
