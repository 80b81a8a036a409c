/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image that is edited.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A buffer has all bytes from offset 0 of the flash on.  It also keeps which bytes somebody
 * gave, because a sparse output leaves out the others: the gaps between merged files, and
 * what --pad adds.  Of a raw image, blank sectors count as not given.
 */
#ifndef IMAGE_EDIT_BUFFER_H
#define IMAGE_EDIT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/hex/sparse.h"
#include "image/trouble.h"

/* The largest flash that an image header can name. */
#define IMAGE_BUFFER_MAX (UINT32_C(128) << 20)

struct image_extent {
    uint32_t offset, size;
};

struct image_buffer {
    uint8_t *data; /* allocated; NULL: size is 0 */
    size_t size;
    size_t room;
    struct image_extent raw; /* bytes that came from a raw image */
    struct image_extent *given;
    size_t given_count, given_room;
};

/* Takes the bytes of a raw image, which are allocated, into an empty buffer. */
void image_buffer_take(struct image_buffer *buffer, uint8_t *data, size_t size);
void image_buffer_free(struct image_buffer *buffer);

/* Makes the image longer, with blank bytes, or shorter.  False with *trouble if it would be
 * longer than IMAGE_BUFFER_MAX, or if memory is out. */
bool image_buffer_resize(struct image_buffer *buffer, uint64_t size, struct image_trouble *trouble);

/* Notes that somebody gave these bytes.  They must be within the image. */
bool image_buffer_mark(struct image_buffer *buffer, uint32_t offset, uint32_t size,
                       struct image_trouble *trouble);

/* Keeps only this range, which then begins at offset 0.  It must be within the image. */
void image_buffer_crop(struct image_buffer *buffer, uint32_t offset, uint32_t size);

/* Puts the runs of a sparse image, moved up by offset, into the buffer, which grows where
 * that is needed. */
bool image_buffer_put(struct image_buffer *buffer, uint32_t offset,
                      const struct image_sparse *sparse, struct image_trouble *trouble);

/* The bytes that somebody gave, as runs in the order of their offsets, with gaps between
 * them.  The caller frees *runs; their data stays in the buffer. */
bool image_buffer_runs(const struct image_buffer *buffer, struct image_run **runs, size_t *count,
                       struct image_trouble *trouble);

#endif
