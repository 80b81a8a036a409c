/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs of version 2 in a store: finds indexes whose parts are not there, and parts without
 * an index.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Storage::eraseMismatchedBlobIndexes(), Storage::eraseOrphanDataBlobs().
 */
#ifndef IMAGE_NVS_EDIT_NVS_BLOBS_H
#define IMAGE_NVS_EDIT_NVS_BLOBS_H

#include "image/nvs/edit/nvs_store.h"

struct image_nvs_blob; /* an index, and the parts that belong to it */

struct image_nvs_blobs {
    struct image_nvs_blob *blobs; /* sorted */
    size_t count, next;
    unsigned page, index; /* in the order of pages: where the search for parts goes on */
};

/* False if memory is out.  image_nvs_blobs_close() in any case. */
bool image_nvs_blobs_open(struct image_nvs_blobs *blobs, const struct image_nvs_store *store);
void image_nvs_blobs_close(struct image_nvs_blobs *blobs);

/* The next entry that does not count: first the indexes, then the parts.  The caller may
 * erase the entry. */
bool image_nvs_blobs_next(struct image_nvs_blobs *blobs, const struct image_nvs_store *store,
                          struct image_nvs_spot *spot);

#endif
