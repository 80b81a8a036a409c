/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of partitions: its rows, and what is wrong with them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/table/table.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/bytes.h"

enum {
    MAGIC = 0x50aa,     /* ESP_PARTITION_MAGIC */
    MAGIC_MD5 = 0xebeb, /* ESP_PARTITION_MAGIC_MD5 */
    MD5_OFFSET = 16,    /* ESP_PARTITION_MD5_OFFSET */
    NAME_OFFSET = 12,
    NAME_SIZE = 16,
    FLAGS_OFFSET = 28,
};

static void parse_row(struct image_row *row, const uint8_t *p)
{
    row->type = p[2];
    row->subtype = p[3];
    row->offset = esp_get32(p + 4);
    row->size = esp_get32(p + 8);
    memcpy(row->name, p + NAME_OFFSET, NAME_SIZE);
    row->name[NAME_SIZE] = '\0';
    row->flags = esp_get32(p + FLAGS_OFFSET);
}

static void check_md5(struct image_table *table, const uint8_t *rows, uint32_t length)
{
    table->md5_present = true;
    table->md5_offset = table->offset + length;
    memcpy(table->md5_stored, rows + length + MD5_OFFSET, IMAGE_MD5_SIZE);
    EVP_Digest(rows, length, table->md5_computed, NULL, EVP_md5(), NULL);
    table->md5_right = memcmp(table->md5_stored, table->md5_computed, IMAGE_MD5_SIZE) == 0;
}

/* Takes one row of the buffer.  False at the end of the table. */
static bool take_row(struct image_table *table, const uint8_t *rows, uint32_t at)
{
    const uint8_t *p = rows + at;
    uint16_t magic = esp_get16(p);

    if (magic == MAGIC) {
        parse_row(&table->rows[table->count++], p);
        return true;
    }
    if (magic == MAGIC_MD5 && !table->md5_present && table->count) {
        check_md5(table, rows, at);
        return true;
    }
    table->end = esp_blank(p, IMAGE_ROW_SIZE) ? IMAGE_TABLE_ENDED : IMAGE_TABLE_BAD_MAGIC;
    table->end_magic = magic;
    return false;
}

bool image_table_parse_rows(struct image_table *table, const uint8_t *rows, size_t size,
                            uint32_t offset, struct image_trouble *trouble)
{
    size_t room = size < IMAGE_TABLE_LENGTH ? size : IMAGE_TABLE_LENGTH;
    uint32_t at = 0;

    memset(table, 0, sizeof(*table));
    table->offset = offset;
    if (size < IMAGE_ROW_SIZE)
        return image_trouble_set(trouble, offset, "the image ends before a partition table's row");
    if (esp_get16(rows) != MAGIC)
        return image_trouble_set(trouble, offset, "no partition table: 0x%04x, not 0x%04x",
                                 esp_get16(rows), MAGIC);
    table->end = room < IMAGE_TABLE_LENGTH ? IMAGE_TABLE_CUT : IMAGE_TABLE_FULL;
    while (at + IMAGE_ROW_SIZE <= room && take_row(table, rows, at))
        at += IMAGE_ROW_SIZE;
    table->end_offset = offset + at;
    return true;
}

bool image_table_parse(struct image_table *table, const uint8_t *data, size_t size,
                       uint32_t offset, struct image_trouble *trouble)
{
    bool within = offset < size;

    return image_table_parse_rows(table, within ? data + offset : NULL,
                                  within ? size - offset : 0, offset, trouble);
}

uint32_t image_row_alignment(uint8_t type)
{
    /* ALIGNMENT of gen_esp32part.py; the flash is mapped in pages of 64 KB, and erased in
     * sectors. */
    return type == IMAGE_TYPE_APP ? 0x10000 : 0x1000;
}

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
    return a < b + b_size && b < a + a_size;
}

/* Bootloader and table may have rows for themselves.  Then they are where they are. */
static bool may_cover_table(const struct image_row *row)
{
    return row->type == IMAGE_TYPE_BOOTLOADER || row->type == IMAGE_TYPE_TABLE;
}

static unsigned compare_with_others(const struct image_table *table, unsigned number,
                                    unsigned *other)
{
    const struct image_row *row = &table->rows[number];
    unsigned faults = 0;

    for (unsigned i = 0; i < number; i++) {
        const struct image_row *earlier = &table->rows[i];

        if (overlap(row->offset, row->size, earlier->offset, earlier->size)) {
            *other = i;
            return faults | IMAGE_ROW_OVERLAPS;
        }
        if (!faults && strcmp(row->name, earlier->name) == 0) {
            *other = i;
            faults = IMAGE_ROW_NAME_TWICE;
        }
    }
    if (!may_cover_table(row) && table->offset &&
        overlap(row->offset, row->size, table->offset, IMAGE_TABLE_SECTOR)) {
        *other = table->count;
        faults |= IMAGE_ROW_OVERLAPS;
    }
    return faults;
}

unsigned image_row_faults(const struct image_table *table, unsigned number, uint64_t flash_size,
                          unsigned *other)
{
    const struct image_row *row = &table->rows[number];
    unsigned faults = compare_with_others(table, number, other);

    if (row->size == 0)
        faults |= IMAGE_ROW_EMPTY;
    if (flash_size && (uint64_t)row->offset + row->size > flash_size)
        faults |= IMAGE_ROW_OUTSIDE;
    if (row->offset % image_row_alignment(row->type))
        faults |= IMAGE_ROW_UNALIGNED;
    return faults;
}

const struct image_row *image_table_row(const struct image_table *table, uint8_t type,
                                        uint8_t subtype)
{
    for (unsigned i = 0; i < table->count; i++)
        if (table->rows[i].type == type && table->rows[i].subtype == subtype)
            return &table->rows[i];
    return NULL;
}

const struct image_row *image_table_row_named(const struct image_table *table, const char *name)
{
    for (unsigned i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].name, name) == 0)
            return &table->rows[i];
    return NULL;
}
