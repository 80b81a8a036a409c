/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many bytes of any range are not blank, and how many differ from a base.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/map/image_tally.h"

#include <stdlib.h>

#include "image/bytescan.h"

enum { PAGE = 256 }; /* bytes that are counted again for a range that begins or ends there */

/* Behind the end of the base, all is taken for blank. */
static uint32_t count_changed(const struct image_tally *tally, uint32_t first, uint32_t end)
{
    uint32_t common = tally->base.size < end ? (uint32_t)tally->base.size : end;
    size_t count = 0;

    if (!tally->base.data)
        return 0;
    if (common > first)
        count = bytescan_count_different(tally->data + first, tally->base.data + first,
                                         common - first);
    else
        common = first;
    return (uint32_t)(count + bytescan_count_different(tally->data + common, NULL, end - common));
}

static uint32_t count_written(const struct image_tally *tally, uint32_t first, uint32_t end)
{
    return (uint32_t)bytescan_count_different(tally->data + first, NULL, end - first);
}

bool image_tally_make(struct image_tally *tally, const uint8_t *data, size_t size,
                      const struct image_base *base)
{
    uint32_t pages = (uint32_t)(size / PAGE);

    *tally = (struct image_tally){
        .data = data,
        .size = (uint32_t)size,
        .base = *base,
        .written = calloc(pages + 1, sizeof(uint32_t)),
        .changed = calloc(pages + 1, sizeof(uint32_t)),
    };
    if (!tally->written || !tally->changed) {
        image_tally_free(tally);
        return false;
    }
    for (uint32_t i = 0; i < pages; i++) {
        uint32_t first = i * PAGE;

        tally->written[i + 1] = tally->written[i] + count_written(tally, first, first + PAGE);
        tally->changed[i + 1] = tally->changed[i] + count_changed(tally, first, first + PAGE);
    }
    return true;
}

void image_tally_free(struct image_tally *tally)
{
    free(tally->written);
    free(tally->changed);
    *tally = (struct image_tally){0};
}

static uint32_t clip(const struct image_tally *tally, uint32_t end)
{
    return end < tally->size ? end : tally->size;
}

uint32_t image_tally_written(const struct image_tally *tally, uint32_t first, uint32_t end)
{
    uint32_t from = clip(tally, first), to = clip(tally, end);

    if (to <= from)
        return 0;
    return tally->written[to / PAGE] + count_written(tally, to / PAGE * PAGE, to) -
           tally->written[from / PAGE] - count_written(tally, from / PAGE * PAGE, from);
}

uint32_t image_tally_changed(const struct image_tally *tally, uint32_t first, uint32_t end)
{
    uint32_t from = clip(tally, first), to = clip(tally, end);

    if (to <= from)
        return 0;
    return tally->changed[to / PAGE] + count_changed(tally, to / PAGE * PAGE, to) -
           tally->changed[from / PAGE] - count_changed(tally, from / PAGE * PAGE, from);
}
