/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs of version 2 in a store.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_blobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

enum { INDEX_COUNT = 4, INDEX_START = 5 }; /* in the value of an index, nvs_types.hpp */

struct image_nvs_blob {
    uint8_t space;
    char key[IMAGE_NVS_KEY_MAX + 1];
    uint8_t start, count;
    uint32_t size;
    struct image_nvs_spot spot;
    uint32_t seen_count, seen_size; /* of the parts of this generation */
};

static int compare(const void *a, const void *b)
{
    const struct image_nvs_blob *one = a, *other = b;
    int order = one->space - other->space;

    if (order == 0)
        order = strcmp(one->key, other->key);
    if (order == 0)
        order = (one->start & IMAGE_NVS_GENERATION) - (other->start & IMAGE_NVS_GENERATION);
    return order;
}

static bool add(struct image_nvs_blobs *blobs, size_t *room, const struct image_nvs_entry *entry,
                unsigned page)
{
    const uint8_t *value = entry->raw + IMAGE_NVS_VALUE_OFFSET;
    struct image_nvs_blob *blob;

    if (blobs->count == *room) {
        size_t more = *room ? 2 * *room : 32;

        blob = realloc(blobs->blobs, more * sizeof(*blob));
        if (!blob)
            return false;
        blobs->blobs = blob;
        *room = more;
    }
    blob = &blobs->blobs[blobs->count++];
    *blob = (struct image_nvs_blob){
        .space = entry->space,
        .start = value[INDEX_START],
        .count = value[INDEX_COUNT],
        .size = esp_get32(value),
        .spot = {page, entry->index},
    };
    memcpy(blob->key, entry->key, sizeof(blob->key));
    return true;
}

/* The index of a part's key and generation, or NULL.  Of several indexes, any. */
static struct image_nvs_blob *find(const struct image_nvs_blobs *blobs,
                                   const struct image_nvs_entry *part)
{
    struct image_nvs_blob wanted = {.space = part->space, .start = part->chunk};

    memcpy(wanted.key, part->key, sizeof(wanted.key));
    return blobs->count == 0 ? NULL : bsearch(&wanted, blobs->blobs, blobs->count, sizeof(wanted), compare);
}

static void count_parts(struct image_nvs_blobs *blobs, const struct image_nvs_page *view)
{
    struct image_nvs_entry entry;

    for (unsigned i = 0; image_nvs_next(view, &i, &entry);) {
        struct image_nvs_blob *blob = entry.type == IMAGE_NVS_BLOB_DATA ? find(blobs, &entry) : NULL;

        if (blob) {
            blob->seen_count++;
            blob->seen_size += entry.data_size;
        }
    }
}

bool image_nvs_blobs_open(struct image_nvs_blobs *blobs, const struct image_nvs_store *store)
{
    struct image_nvs_entry entry;
    size_t room = 0;

    *blobs = (struct image_nvs_blobs){0};
    for (unsigned i = 0; i < store->order_count; i++) {
        for (unsigned at = 0; image_nvs_next(&store->slots[store->order[i]].view, &at, &entry);) {
            if (entry.type == IMAGE_NVS_BLOB_INDEX && !add(blobs, &room, &entry, store->order[i]))
                return false;
        }
    }
    if (blobs->count > 0)
        qsort(blobs->blobs, blobs->count, sizeof(*blobs->blobs), compare);
    for (unsigned i = 0; i < store->order_count; i++)
        count_parts(blobs, &store->slots[store->order[i]].view);
    return true;
}

void image_nvs_blobs_close(struct image_nvs_blobs *blobs)
{
    free(blobs->blobs);
    *blobs = (struct image_nvs_blobs){0};
}

static bool is_complete(const struct image_nvs_blob *blob)
{
    return (blob->start == 0 || blob->start == IMAGE_NVS_GENERATION) &&
           blob->seen_count == blob->count && blob->seen_size == blob->size;
}

static bool is_orphan(const struct image_nvs_blobs *blobs, const struct image_nvs_entry *part)
{
    const struct image_nvs_blob *blob = find(blobs, part);

    return !blob || !is_complete(blob) || part->chunk - blob->start >= blob->count;
}

bool image_nvs_blobs_next(struct image_nvs_blobs *blobs, const struct image_nvs_store *store,
                          struct image_nvs_spot *spot)
{
    struct image_nvs_entry entry;

    while (blobs->next < blobs->count) {
        const struct image_nvs_blob *blob = &blobs->blobs[blobs->next++];

        if (!is_complete(blob)) {
            *spot = blob->spot;
            return true;
        }
    }
    for (; blobs->page < store->order_count; blobs->page++, blobs->index = 0) {
        unsigned page = store->order[blobs->page];

        while (image_nvs_next(&store->slots[page].view, &blobs->index, &entry)) {
            if (entry.type == IMAGE_NVS_BLOB_DATA && is_orphan(blobs, &entry)) {
                *spot = (struct image_nvs_spot){page, entry.index};
                return true;
            }
        }
    }
    return false;
}
