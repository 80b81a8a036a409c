/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ranges of bytes in which two images differ.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/diff/image_ranges.h"

#include <stdlib.h>

#include "image/bytescan.h"
#include "image/survey/image_cover.h"

/* Adds a range, or makes the last one longer if it is near and belongs to the same part. */
static void add(struct image_ranges *ranges, uint32_t offset, uint32_t size,
                const struct image_cover_span *span)
{
    struct image_range *last = ranges->count > 0 ? &ranges->ranges[ranges->count - 1] : NULL;

    ranges->different += size;
    if (last && last->part == span->part && offset - (last->offset + last->size) < IMAGE_RANGE_GAP) {
        last->size = offset + size - last->offset;
        last->different += size;
        return;
    }
    if (ranges->count == ranges->room) {
        size_t room = ranges->room ? 2 * ranges->room : 64;
        struct image_range *more = realloc(ranges->ranges, room * sizeof(*more));

        if (!more) {
            ranges->out_of_memory = true;
            return;
        }
        ranges->ranges = more;
        ranges->room = room;
    }
    ranges->ranges[ranges->count++] = (struct image_range){
        .offset = offset, .size = size, .different = size, .part = span->part};
}

/* Compares the bytes of a span that both images have. */
static void compare_span(struct image_ranges *ranges, const uint8_t *old_data,
                         const uint8_t *new_data, const struct image_cover_span *span)
{
    uint32_t at = span->first;

    while (!ranges->out_of_memory) {
        uint32_t size;

        at += (uint32_t)bytescan_equal_length(old_data + at, new_data + at, span->end - at);
        if (at >= span->end)
            return;
        size = (uint32_t)bytescan_different_length(old_data + at, new_data + at, span->end - at);
        add(ranges, at, size, span);
        at += size;
    }
}

bool image_ranges_make(struct image_ranges *ranges, const struct image_survey *old_survey,
                       const struct image_survey *new_survey)
{
    bool old_is_longer = old_survey->size > new_survey->size;
    const struct image_survey *longer = old_is_longer ? old_survey : new_survey;
    uint32_t common = (uint32_t)(old_is_longer ? new_survey : old_survey)->size;
    struct image_cover cover;

    *ranges = (struct image_ranges){0};
    if (!image_cover_make(&cover, longer, (uint32_t)longer->size))
        return false;
    for (size_t i = 0; i < cover.count && !ranges->out_of_memory; i++) {
        struct image_cover_span span = cover.spans[i];
        uint32_t end = span.end;

        if (span.first < common) {
            span.end = end < common ? end : common;
            compare_span(ranges, old_survey->data, new_survey->data, &span);
            span.first = span.end;
        }
        if (span.first < end)
            add(ranges, span.first, end - span.first, &span);
    }
    image_cover_free(&cover);
    return !ranges->out_of_memory;
}

void image_ranges_free(struct image_ranges *ranges)
{
    free(ranges->ranges);
    *ranges = (struct image_ranges){0};
}
