/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of partitions: its rows, their names, what is wrong with them, and the place
 * where the table lies.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: "Partition Tables" of ESP-IDF's API guides; ESP-IDF's esp_flash_partitions.h
 * (magics, flags, types), flash_partitions.c (what the bootloader accepts) and
 * gen_esp32part.py (subtypes, alignment, rules for overlaps).
 *
 *   row       aa 50, type, subtype, offset (4), size (4), name (16), flags (4)
 *   MD5 row   eb eb, 14 times ff, MD5 of all rows before (16)
 *   end       a row of ff
 */
#ifndef IMAGE_TABLE_TABLE_H
#define IMAGE_TABLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/trouble.h"

enum {
    IMAGE_TABLE_OFFSET = 0x8000, /* default of CONFIG_PARTITION_TABLE_OFFSET */
    IMAGE_TABLE_SECTOR = 0x1000, /* ESP_PARTITION_TABLE_SIZE, what the table reserves */
    IMAGE_TABLE_LENGTH = 0xc00,  /* ESP_PARTITION_TABLE_MAX_LEN: rows, MD5 row and end */
    IMAGE_ROW_SIZE = 32,
    IMAGE_ROWS_MAX = IMAGE_TABLE_LENGTH / IMAGE_ROW_SIZE - 1,
    IMAGE_MD5_SIZE = 16,
};

/* Types of partitions.  0x40 to 0xfe are for the application's own types. */
enum {
    IMAGE_TYPE_APP = 0,
    IMAGE_TYPE_DATA = 1,
    IMAGE_TYPE_BOOTLOADER = 2,
    IMAGE_TYPE_TABLE = 3,
};

/* Subtypes that other code asks for. */
enum {
    IMAGE_APP_FACTORY = 0x00,
    IMAGE_APP_OTA_0 = 0x10, /* up to 0x1f: ota_15 */
    IMAGE_APP_TEST = 0x20,
    IMAGE_DATA_OTA = 0x00,
    IMAGE_DATA_PHY = 0x01,
    IMAGE_DATA_NVS = 0x02,
    IMAGE_DATA_COREDUMP = 0x03,
    IMAGE_DATA_NVS_KEYS = 0x04,
    IMAGE_DATA_FAT = 0x81,
    IMAGE_DATA_SPIFFS = 0x82, /* Arduino keeps LittleFS in such a partition, too */
    IMAGE_DATA_LITTLEFS = 0x83,
};

enum { IMAGE_ROW_ENCRYPTED = 1, IMAGE_ROW_READONLY = 2 }; /* flags */

struct image_row {
    uint8_t type, subtype;
    uint32_t offset, size; /* in the flash, bytes */
    char name[17];         /* as in the row, ended by a NUL */
    uint32_t flags;
};

enum image_table_end {
    IMAGE_TABLE_ENDED,     /* by a row of ff */
    IMAGE_TABLE_CUT,       /* by the end of the image */
    IMAGE_TABLE_FULL,      /* by the end of the room: there is no row of ff */
    IMAGE_TABLE_BAD_MAGIC, /* by a row that is neither a partition nor an MD5 nor blank */
};

struct image_table {
    uint32_t offset; /* in the image */
    struct image_row rows[IMAGE_ROWS_MAX + 1];
    unsigned count;
    enum image_table_end end;
    uint32_t end_offset; /* in the image: of the first byte that is not a part of the rows */
    uint16_t end_magic;  /* the first two bytes there, if the magic is bad */
    bool md5_present, md5_right;
    uint32_t md5_offset; /* in the image: of the row */
    uint8_t md5_stored[IMAGE_MD5_SIZE], md5_computed[IMAGE_MD5_SIZE];
};

/* Parses the rows at this offset of the image.  False with *trouble if there is not even
 * one row.  Rows that make no sense are kept. */
bool image_table_parse(struct image_table *table, const uint8_t *data, size_t size,
                       uint32_t offset, struct image_trouble *trouble);

/* The same for bytes that begin with the table, which lies at this offset of a flash. */
bool image_table_parse_rows(struct image_table *table, const uint8_t *rows, size_t size,
                            uint32_t offset, struct image_trouble *trouble);

/* Finds the table in an image, at the start of any sector, the default place first.  Takes
 * a damaged table only if there is no sound one.  False if there is no table. */
bool image_table_find(struct image_table *table, const uint8_t *data, size_t size);

/* What is wrong with a row.  Bits. */
enum {
    IMAGE_ROW_EMPTY = 1,     /* its size is 0 */
    IMAGE_ROW_OUTSIDE = 2,   /* it ends beyond the flash */
    IMAGE_ROW_UNALIGNED = 4, /* its offset is no multiple of image_row_alignment() */
    IMAGE_ROW_OVERLAPS = 8,  /* it overlaps an earlier row, or the table itself */
    IMAGE_ROW_NAME_TWICE = 16, /* an earlier row has the same name */
};

/* The faults of a row.  flash_size: in bytes; 0: not known.  If the row overlaps an earlier
 * row, *other is its number; if it overlaps the table, *other is the number of rows.  If
 * only the name occurs twice, *other is the earlier row. */
unsigned image_row_faults(const struct image_table *table, unsigned row, uint64_t flash_size,
                          unsigned *other);

/* What the offset of a partition of this type has to be a multiple of, in bytes. */
uint32_t image_row_alignment(uint8_t type);

/* The first row with this type and subtype, or NULL. */
const struct image_row *image_table_row(const struct image_table *table, uint8_t type,
                                        uint8_t subtype);

/* The first row with this name, or NULL. */
const struct image_row *image_table_row_named(const struct image_table *table, const char *name);

/* Names as gen_esp32part.py has them: "app", "ota_0".  NULL: the number has no name. */
const char *image_type_name(uint8_t type);
const char *image_subtype_name(uint8_t type, uint8_t subtype);

#endif
