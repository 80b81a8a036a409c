/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of an image each byte belongs to.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/survey/image_cover.h"

#include <stdlib.h>
#include <string.h>

uint32_t image_part_end(const struct image_part *part, uint32_t size)
{
    uint32_t length = part->used > part->size ? part->used : part->size;

    if (part->offset >= size)
        return size;
    return length < size - part->offset ? part->offset + length : size;
}

/* Outer parts come before the parts in them.  Of two parts with the same bytes, the one of
 * the more telling kind comes last: the kinds are in the order of what they tell. */
static int compare(const void *a, const void *b)
{
    const struct image_part *one = *(const struct image_part *const *)a;
    const struct image_part *other = *(const struct image_part *const *)b;
    uint32_t end = image_part_end(one, UINT32_MAX), other_end = image_part_end(other, UINT32_MAX);

    if (one->offset != other->offset)
        return one->offset < other->offset ? -1 : 1;
    if (end != other_end)
        return end > other_end ? -1 : 1;
    return (int)other->kind - (int)one->kind;
}

/* A walk over the offsets.  "open" are the parts that have begun, innermost last.  Parts that
 * overlap without one being in the other are treated alike: the one that began last wins. */
struct walk {
    struct image_cover *cover;
    const struct image_part **open;
    size_t depth;
    uint32_t at, size;
};

static void advance(struct walk *walk, uint32_t to, const struct image_part *part)
{
    if (to <= walk->at)
        return;
    walk->cover->spans[walk->cover->count++] =
        (struct image_cover_span){.first = walk->at, .end = to, .part = part};
    walk->at = to;
}

static void advance_to(struct walk *walk, uint32_t to)
{
    while (walk->depth > 0 && walk->at < to) {
        const struct image_part *part = walk->open[walk->depth - 1];
        uint32_t end = image_part_end(part, walk->size);

        advance(walk, end < to ? end : to, part);
        if (end <= to)
            walk->depth--;
    }
    advance(walk, to, NULL);
}

bool image_cover_make(struct image_cover *cover, const struct image_survey *survey, uint32_t size)
{
    size_t count = survey->count;
    /* Each part begins one span and ends another one at most. */
    struct image_cover_span *spans = calloc(2 * count + 1, sizeof(*spans));
    const struct image_part **parts = calloc(2 * count + 1, sizeof(*parts));
    struct walk walk = {.cover = cover, .open = parts ? parts + count : NULL, .size = size};

    *cover = (struct image_cover){.spans = spans};
    if (!spans || !parts) {
        free(parts);
        image_cover_free(cover);
        return false;
    }
    if (count > 0) {
        memcpy(parts, survey->parts, count * sizeof(*parts));
        qsort(parts, count, sizeof(*parts), compare);
    }
    for (size_t i = 0; i < count && parts[i]->offset < size; i++) {
        advance_to(&walk, parts[i]->offset);
        walk.open[walk.depth++] = parts[i];
    }
    advance_to(&walk, size);
    free(parts);
    return true;
}

void image_cover_free(struct image_cover *cover)
{
    free(cover->spans);
    *cover = (struct image_cover){0};
}
