/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sparse image: pieces of a flash, with gaps between them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_HEX_SPARSE_H
#define IMAGE_HEX_SPARSE_H

#include <stddef.h>
#include <stdint.h>

struct image_run {
    uint32_t offset; /* in the flash */
    uint32_t size;   /* bytes, at least 1 */
    const uint8_t *data;
};

/* Runs are in the order of their offsets.  They do not overlap, and there is a gap between
 * one run and the next. */
struct image_sparse {
    struct image_run *runs;
    size_t count;
    uint8_t *pool; /* the data of all runs */
};

void image_sparse_free(struct image_sparse *sparse);

/* The first offset behind the last run; 0 if there is no run. */
uint64_t image_sparse_end(const struct image_sparse *sparse);

#endif
