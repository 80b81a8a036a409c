/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts several files into one image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_EDIT_MERGE_H
#define IMAGE_EDIT_MERGE_H

#include "base/chipfacts.h"
#include "image/edit/buffer.h"
#include "image/edit/edit_header.h"

/* What is in the image already: bytes, and the file that they come from. */
struct image_merged {
    struct image_extent extent;
    const char *name; /* must stay valid */
};

struct image_merge {
    struct image_merged *parts; /* in the order of their offsets */
    size_t count;
};

void image_merge_free(struct image_merge *merge);

/* Adds the runs of a file, moved up by offset, to the image.  IMAGE_EDIT_WRONG if they
 * overlap what is there or go past the largest flash; IMAGE_EDIT_REFUSED if a bootloader
 * would lie where its chip does not look for one. */
enum image_edit_result image_merge_add(struct image_merge *merge, struct image_buffer *buffer,
                                       uint64_t offset, const struct image_sparse *sparse,
                                       const char *name, struct image_trouble *trouble);

/* Notes which bytes the image has before the first merge, and the file that they are
 * from. */
bool image_merge_start(struct image_merge *merge, const struct image_buffer *buffer,
                       const char *name, struct image_trouble *trouble);

#endif
