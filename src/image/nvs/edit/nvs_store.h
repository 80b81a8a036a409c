/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An NVS partition that is written to, in memory, as ESP-IDF's library writes to flash.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The store works on a copy of the partition with decrypted entries.  All changes are the
 * steps that the library would do in the flash: a write clears bits, and only erasing a page
 * sets bits.  After each step a board that lost its supply would still start with the old
 * value or with the new one.  Sources: ESP-IDF's nvs_page.cpp, nvs_pagemanager.cpp and
 * nvs_storage.cpp.
 *
 *   nvs_flash.c   the steps: program a header, an entry, a word of the bitmap; erase a page
 *   nvs_repair.c  what the library does when it starts: half-written entries, duplicates,
 *                 a page that was being freed, blobs without an index
 *   nvs_pages.c   the next page, and moving the entries of a page into it
 *   nvs_write.c   values
 */
#ifndef IMAGE_NVS_EDIT_NVS_STORE_H
#define IMAGE_NVS_EDIT_NVS_STORE_H

#include "image/nvs/nvs_page.h"
#include "image/settings/editor.h"

enum {
    IMAGE_NVS_SPACES_MAX = 254,    /* nvs_storage.cpp: namespaces are 1 to 254 */
    IMAGE_NVS_STRING_MAX = 4000,   /* nvs.h, nvs_set_str(): with the NUL */
    IMAGE_NVS_OLD_DATA_MAX = 1984, /* of strings and blobs in version 1, nvs_partition_gen.py */
    IMAGE_NVS_CHUNK_MAX = (IMAGE_NVS_ENTRIES - 1) * IMAGE_NVS_ENTRY_SIZE, /* bytes in a page */
    IMAGE_NVS_CHUNKS_MAX = 127,    /* nvs_storage.cpp: parts of a blob */
    IMAGE_NVS_GENERATION = 0x80,   /* nvs_types.hpp: the chunks of every second generation */
};

struct image_nvs_slot {
    struct image_nvs_page view; /* its counters are not kept */
    uint8_t *data;
    unsigned next_free; /* the first entry that can be written; IMAGE_NVS_ENTRIES: none */
    unsigned used;      /* written entries */
};

/* What was repaired: the number of repairs, and the first one. */
struct image_nvs_repairs {
    unsigned count;
    struct image_trouble first; /* its offset is from the partition's start on */
};

struct image_nvs_store {
    struct image_nvs_slot *slots;
    unsigned page_count;
    unsigned *order; /* pages in use by their sequence; the last one is written to */
    unsigned order_count;
    unsigned *spare; /* pages that are blank, or that NVS takes as blank */
    unsigned spare_count;
    uint32_t next_sequence;
    bool old; /* all of the partition has version 1 */
    struct image_nvs_repairs repairs;
    struct image_trouble *trouble; /* of the running call */
    /* Called after each step, for tests; may be NULL. */
    void (*step)(void *context);
    void *step_context;
};

/* An entry in a store. */
struct image_nvs_spot {
    unsigned page, index;
};

/* Opens and repairs the partition at data, which the store changes.  Frees nothing if it
 * fails: image_nvs_store_close() in any case. */
enum esp_edit_result image_nvs_store_open(struct image_nvs_store *store, uint8_t *data,
                                          size_t size, struct image_trouble *trouble);
/* The same with a function that is called after each step. */
enum esp_edit_result image_nvs_store_open_stepwise(struct image_nvs_store *store, uint8_t *data,
                                                   size_t size, void (*step)(void *context),
                                                   void *context, struct image_trouble *trouble);
void image_nvs_store_close(struct image_nvs_store *store);

/* A value as its bytes: a number's little-endian bytes; a string with its NUL. */
struct image_nvs_bytes {
    uint8_t type; /* a number's, IMAGE_NVS_STRING or IMAGE_NVS_BLOB */
    const uint8_t *data;
    size_t size;
};

/* Writes a value, and then erases the old one, whatever its type.  Makes the namespace if
 * it is new.  The caller checks names and sizes.  If the function fails, the store is as
 * good as lost: the caller discards the copy. */
enum esp_edit_result image_nvs_store_set(struct image_nvs_store *store, const char *space,
                                         const char *key, const struct image_nvs_bytes *value,
                                         struct image_trouble *trouble);

/* Erases all entries of a key.  ESP_EDIT_ABSENT if there are none. */
enum esp_edit_result image_nvs_store_delete(struct image_nvs_store *store, const char *space,
                                            const char *key, struct image_trouble *trouble);

/* ---- between the store's files ---- */

/* What image_nvs_find() looks for. */
struct image_nvs_wanted {
    uint8_t space;
    const char *key;
    uint8_t type;
};

/* Finds the first entry in the order of the pages. */
bool image_nvs_find(const struct image_nvs_store *store, const struct image_nvs_wanted *wanted,
                    struct image_nvs_spot *spot, struct image_nvs_entry *entry);

/* Does the page hold entries that count? */
bool image_nvs_in_use(const struct image_nvs_slot *slot);

/* nvs_flash.c */
void image_nvs_put_header(struct image_nvs_store *store, unsigned page, uint32_t sequence);
void image_nvs_put_state(struct image_nvs_store *store, unsigned page, enum image_nvs_state state);
void image_nvs_put_entry(struct image_nvs_store *store, unsigned page, const uint8_t *raw);
void image_nvs_put_data(struct image_nvs_store *store, unsigned page, const uint8_t *data,
                        size_t size);
void image_nvs_blank_page(struct image_nvs_store *store, unsigned page);
/* Marks entries as erased, and overwrites them with zeros, as the library does since
 * ESP-IDF 5.5: an old password does not stay in the flash. */
void image_nvs_erase_range(struct image_nvs_store *store, unsigned page, unsigned begin,
                           unsigned end);
/* Erases an entry with the data behind it. */
void image_nvs_erase_entry(struct image_nvs_store *store, const struct image_nvs_spot *spot);

/* nvs_repair.c */
enum esp_edit_result image_nvs_repair(struct image_nvs_store *store);

/* nvs_pages.c */
enum esp_edit_result image_nvs_activate(struct image_nvs_store *store);
enum esp_edit_result image_nvs_next_page(struct image_nvs_store *store);
/* Copies what is written in a page to the last page, and makes the page spare. */
void image_nvs_move_page(struct image_nvs_store *store, unsigned page);
void image_nvs_make_spare(struct image_nvs_store *store, unsigned page);

#endif
