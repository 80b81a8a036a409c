/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An NVS partition: its pages, and the values that count.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Later writes do not replace earlier ones in the flash; they mark these as erased, or a
 * reset comes in between.  Of entries with the same namespace, type and key, the one in the
 * page with the highest sequence counts, and in a page the last one.  Sources: ESP-IDF's
 * nvs_pagemanager.cpp (duplicates, the page that must stay free), nvs_storage.cpp (parts of
 * blobs); nvs_types.hpp (the two ranges of chunks).
 */
#ifndef IMAGE_NVS_NVS_H
#define IMAGE_NVS_NVS_H

#include "image/nvs/nvs_page.h"

struct image_nvs {
    struct image_nvs_page *pages;
    unsigned page_count;
    unsigned states[IMAGE_NVS_CORRUPT + 1]; /* pages in each state */
    unsigned written, erased, empty;        /* entries of all pages that are in use */
    unsigned sound; /* consistent entries: CRC, type and span are right */
    unsigned faulty;
    /* No entry makes sense, but the pages' headers do.  NVS encrypts only its entries. */
    bool encrypted;
    /* The consistent entries that count, ordered by namespace, key, type and chunk.  Each
     * is page number * IMAGE_NVS_ENTRIES + index. */
    uint32_t *items;
    size_t item_count;
    /* Namespaces: the item that names each number; NULL: unknown. */
    const char *spaces[256];
    char (*space_names)[IMAGE_NVS_KEY_MAX + 1];
};

/* Opens the partition at data, which must stay valid.  A part of a page at its end is
 * ignored.  False if memory ran out.  image_nvs_close() in any case. */
bool image_nvs_open(struct image_nvs *nvs, const uint8_t *data, size_t size);
void image_nvs_close(struct image_nvs *nvs);

/* One value, as the program that reads it sees it. */
struct image_nvs_value {
    const char *space; /* the namespace's name; NULL: the number has no name */
    uint8_t space_number;
    const char *key;
    uint8_t type;  /* a number's, IMAGE_NVS_STRING or IMAGE_NVS_BLOB */
    uint32_t size; /* bytes; of a string: with its NUL */
    uint64_t number;  /* of a number: its bytes as an unsigned number */
    int64_t signed_number;
    struct image_nvs_entry entry; /* of a blob in parts: its index */
    bool in_parts; /* a blob of version 2 */
    bool complete; /* all data is there, and its CRCs are right */
};

/* Calls visit() for each value, in the order of namespaces' numbers and keys, until it
 * returns false. */
typedef bool image_nvs_visit(void *context, const struct image_nvs_value *value);
void image_nvs_each(const struct image_nvs *nvs, image_nvs_visit *visit, void *context);

/* Copies a complete string or blob, value->size bytes, to buffer.  False if the value is
 * not complete. */
bool image_nvs_copy(const struct image_nvs *nvs, const struct image_nvs_value *value,
                    uint8_t *buffer);

/* Calls visit() for each part of a complete blob in parts, in their order. */
typedef void image_nvs_part_visit(void *context, const struct image_nvs_entry *part);
void image_nvs_each_part(const struct image_nvs *nvs, const struct image_nvs_value *value,
                         image_nvs_part_visit *visit, void *context);

/* The entry that an item stands for. */
void image_nvs_item(const struct image_nvs *nvs, size_t item, struct image_nvs_entry *entry);

/* The same entry's 32 bytes. */
const uint8_t *image_nvs_raw(const struct image_nvs *nvs, size_t item);

/* Compares namespace, key, type and chunk of two raw entries, like memcmp(). */
int image_nvs_compare(const uint8_t *a, const uint8_t *b);

#endif
