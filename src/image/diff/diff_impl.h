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

#endif
