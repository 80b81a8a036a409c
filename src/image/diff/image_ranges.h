/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ranges of bytes in which two images differ.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_DIFF_IMAGE_RANGES_H
#define IMAGE_DIFF_IMAGE_RANGES_H

#include "image/survey/survey.h"

/* Between two ranges at least this many bytes are equal, or a part ends: a range for each
 * byte would tell nobody anything. */
enum { IMAGE_RANGE_GAP = 64 };

struct image_range {
    uint32_t offset, size;
    uint32_t different;            /* bytes that differ; the others are short gaps */
    const struct image_part *part; /* of the longer image, else of the new one; or NULL */
};

struct image_ranges {
    struct image_range *ranges; /* in the order of their offsets */
    size_t count, room;
    uint64_t different; /* of all ranges */
    bool out_of_memory;
};

/* Compares the bytes of two images.  The bytes that only the longer image has differ all.
 * False if memory has run out. */
bool image_ranges_make(struct image_ranges *ranges, const struct image_survey *old_survey,
                       const struct image_survey *new_survey);
void image_ranges_free(struct image_ranges *ranges);

#endif
