/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of comparing two images; for the files in this folder only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_DIFF_DIFF_IMPL_H
#define IMAGE_DIFF_DIFF_IMPL_H

#include "image/diff/image_diff.h"

void diff_add(struct image_diff *diff, const struct image_change *change);

/* Adds the facts and items that differ between two parts that belong together. */
void diff_facts(struct image_diff *diff, const struct image_part *old_part,
                const struct image_part *new_part);

/* The CRC-32 of each value of an NVS partition, in the order in which the survey lists the
 * values; no sums for other parts, and fewer if memory has run out.  free(sums->sums). */
struct diff_sums {
    uint32_t *sums;
    size_t count;
};
void diff_nvs_sums(struct diff_sums *sums, const struct image_part *part);

#endif
