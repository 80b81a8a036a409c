/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of an NVS partition, and its entries, as they lie in the flash.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: "Non-Volatile Storage Library, Internals" of ESP-IDF's API reference; ESP-IDF's
 * nvs_constants.h (states), nvs_page.cpp (header and its CRC), nvs_types.cpp (which entries
 * are consistent).
 *
 *   page    header (32), bitmap with 2 bits for each entry (32), 126 entries of 32 bytes
 *   header  state (4), sequence (4), version (1), ff (19), CRC-32 of bytes 4 to 27 (4)
 *   entry   namespace (1), type (1), span (1), chunk (1), CRC-32 of all but itself (4),
 *           key (16), value (8); data of strings and blobs is in the following span - 1
 *           entries, and its size (2), ffff and CRC-32 (4) are the value
 */
#ifndef IMAGE_NVS_NVS_PAGE_H
#define IMAGE_NVS_NVS_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    IMAGE_NVS_PAGE_SIZE = 4096,
    IMAGE_NVS_ENTRIES = 126, /* in a page */
    IMAGE_NVS_ENTRY_SIZE = 32,
    IMAGE_NVS_FIRST_ENTRY = 64, /* its offset in the page */
    IMAGE_NVS_KEY_MAX = 15,     /* bytes of a key, without the NUL */
    IMAGE_NVS_VALUE_OFFSET = 24, /* of the value, in an entry */
    IMAGE_NVS_WHOLE = 0xff, /* the chunk of an entry that is no part of a blob */
    /* Offsets in the page. */
    IMAGE_NVS_BITMAP = 32,
    IMAGE_NVS_HEADER_CRC = 28, /* covers the bytes from 4 on */
};

/* The first word of a page, nvs_constants.h: each step clears one more bit. */
#define IMAGE_NVS_RAW_BLANK UINT32_C(0xffffffff)
#define IMAGE_NVS_RAW_ACTIVE UINT32_C(0xfffffffe)
#define IMAGE_NVS_RAW_FULL UINT32_C(0xfffffffc)
#define IMAGE_NVS_RAW_FREEING UINT32_C(0xfffffff8)

/* States of an entry in the bitmap; 1 does not exist. */
enum { IMAGE_NVS_ENTRY_ERASED = 0, IMAGE_NVS_ENTRY_WRITTEN = 2, IMAGE_NVS_ENTRY_EMPTY = 3 };

enum image_nvs_state {
    IMAGE_NVS_BLANK,   /* ready for use */
    IMAGE_NVS_ACTIVE,  /* new entries are written here */
    IMAGE_NVS_FULL,
    IMAGE_NVS_FREEING, /* its entries are being moved to another page */
    IMAGE_NVS_CORRUPT, /* NVS will not use the page */
};

struct image_nvs_page {
    unsigned number; /* of the page in the partition */
    const uint8_t *data;
    enum image_nvs_state state;
    uint32_t raw_state;
    uint32_t sequence; /* higher is newer; means nothing in a blank or corrupt page */
    uint8_t version;   /* 0xff: 1, 0xfe: 2 */
    uint32_t crc_stored, crc_computed; /* of the header */
    unsigned written, erased, empty, illegal; /* entries in each state */
};

/* Types of entries. */
enum {
    IMAGE_NVS_U8 = 0x01,
    IMAGE_NVS_I8 = 0x11,
    IMAGE_NVS_U16 = 0x02,
    IMAGE_NVS_I16 = 0x12,
    IMAGE_NVS_U32 = 0x04,
    IMAGE_NVS_I32 = 0x14,
    IMAGE_NVS_U64 = 0x08,
    IMAGE_NVS_I64 = 0x18,
    IMAGE_NVS_FLOAT = 0x24,
    IMAGE_NVS_DOUBLE = 0x28,
    IMAGE_NVS_STRING = 0x21,
    IMAGE_NVS_BLOB = 0x41,       /* version 1: a blob in one page */
    IMAGE_NVS_BLOB_DATA = 0x42,  /* version 2: a part of a blob */
    IMAGE_NVS_BLOB_INDEX = 0x48, /* version 2: how many parts, how many bytes */
};

/* What is wrong with an entry.  Bits. */
enum {
    IMAGE_NVS_BAD_CRC = 1,      /* of the entry */
    IMAGE_NVS_BAD_TYPE = 2,     /* unknown */
    IMAGE_NVS_BAD_SPAN = 4,     /* it does not fit the type, the size or the page */
    IMAGE_NVS_BAD_DATA_CRC = 8, /* of a string's or blob's data */
    IMAGE_NVS_UNFINISHED = 16,  /* the bitmap says that not all of the data was written */
    IMAGE_NVS_BAD_CHUNK = 32,   /* a part of a blob must have a chunk, its index none */
    /* NVS does not use an entry with one of these faults. */
    IMAGE_NVS_INCONSISTENT =
        IMAGE_NVS_BAD_CRC | IMAGE_NVS_BAD_TYPE | IMAGE_NVS_BAD_SPAN | IMAGE_NVS_BAD_CHUNK,
};

struct image_nvs_entry {
    const struct image_nvs_page *page;
    unsigned index; /* in the page */
    const uint8_t *raw; /* its 32 bytes; data follows these */
    uint8_t space;  /* the namespace's number; 0: the entry names a namespace */
    uint8_t type, span, chunk;
    char key[IMAGE_NVS_KEY_MAX + 1];
    uint32_t crc_stored, crc_computed;
    /* Of strings and blobs; data is NULL for other types and if the span is wrong. */
    const uint8_t *data;
    uint32_t data_size, data_crc_stored, data_crc_computed;
    unsigned faults;
};

/* Parses the page at data, which has IMAGE_NVS_PAGE_SIZE bytes. */
void image_nvs_page_parse(struct image_nvs_page *page, const uint8_t *data, unsigned number);

/* "blank", "active", "full", "freeing", "corrupt" */
const char *image_nvs_state_name(enum image_nvs_state state);

/* "u8", "str", "blob", "blob-data" ...; NULL: unknown. */
const char *image_nvs_type_name(uint8_t type);

/* The bytes that a number of this type has; 0: the type is no number. */
unsigned image_nvs_number_size(uint8_t type);

/* Does the type have data in the following entries? */
bool image_nvs_has_data(uint8_t type);

/* The state that the bitmap has for an entry. */
unsigned image_nvs_entry_state(const struct image_nvs_page *page, unsigned index);

/* zlib's CRC-32 with the start value that NVS gives to the ROM's function. */
uint32_t image_nvs_crc(const uint8_t *data, size_t size);

/* The CRC that an entry's 32 bytes should have. */
uint32_t image_nvs_entry_crc(const uint8_t *raw);

/* Parses the entry at this index, whatever its state is. */
void image_nvs_entry_parse(struct image_nvs_entry *entry, const struct image_nvs_page *page,
                           unsigned index);

/* Finds the next written entry at *index or after, and sets *index behind it.  False at the
 * end of the page.
 *
 *     for (unsigned i = 0; image_nvs_next(page, &i, &entry);) ...
 */
bool image_nvs_next(const struct image_nvs_page *page, unsigned *index,
                    struct image_nvs_entry *entry);

#endif
