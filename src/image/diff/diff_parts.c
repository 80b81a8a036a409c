/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two images: their parts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/diff/image_diff.h"

#include <stdlib.h>
#include <string.h>

#include "image/diff/diff_impl.h"
#include "system/sortwith.h"

void diff_add(struct image_diff *diff, const struct image_change *change)
{
    if (diff->count == diff->room) {
        size_t room = diff->room ? 2 * diff->room : 32;
        struct image_change *more = realloc(diff->changes, room * sizeof(*more));

        if (!more) {
            diff->out_of_memory = true;
            return;
        }
        diff->changes = more;
        diff->room = room;
    }
    diff->changes[diff->count++] = *change;
}

void image_diff_free(struct image_diff *diff)
{
    free(diff->changes);
    *diff = (struct image_diff){0};
}

/* ---- which parts belong together ---- */

/* A part, and the part of the other image that belongs to it; NULL: none does. */
struct partner {
    const struct image_part *part;
    struct partner *other;
};

static int by_offset(const struct image_part *one, const struct image_part *other)
{
    return one->offset == other->offset ? 0 : one->offset < other->offset ? -1 : 1;
}

static int by_name(const struct image_part *one, const struct image_part *other)
{
    return strcmp(one->name, other->name);
}

static int by_name_and_kind(const struct image_part *one, const struct image_part *other)
{
    int order = by_name(one, other);

    return order ? order : (int)one->kind - (int)other->kind;
}

static int by_place_and_kind(const struct image_part *one, const struct image_part *other)
{
    int order = by_offset(one, other);

    return order ? order : (int)one->kind - (int)other->kind;
}

typedef int part_order(const struct image_part *one, const struct image_part *other);

/* order: points to a pointer to a function, because no other pointer can hold it. */
static int compare_partners(const void *a, const void *b, void *order)
{
    const struct partner *one = *(struct partner *const *)a, *other = *(struct partner *const *)b;
    int result = (*(part_order **)order)(one->part, other->part);

    return result ? result : by_offset(one->part, other->part);
}

/* Sorts what has no partner yet to the start.  Parts that are alike are in the order of their
 * offsets.  Returns the number of parts without a partner. */
static size_t sort_single(struct partner **list, size_t count, part_order *order)
{
    size_t single = 0;

    for (size_t i = 0; i < count; i++) {
        struct partner *partner = list[i];

        if (partner->other)
            continue;
        list[i] = list[single];
        list[single++] = partner;
    }
    esp_sort_with(list, single, sizeof(struct partner *), compare_partners, &order);
    return single;
}

/* The parts of one image. */
struct side {
    struct partner *partners; /* in the order of the survey */
    struct partner **sorted;
    size_t count;
};

static bool make_side(struct side *side, const struct image_survey *survey)
{
    side->count = survey->count;
    side->partners = calloc(side->count + 1, sizeof(*side->partners));
    side->sorted = calloc(side->count + 1, sizeof(struct partner *));
    if (!side->partners || !side->sorted)
        return false;
    for (size_t i = 0; i < side->count; i++) {
        side->partners[i].part = survey->parts[i];
        side->sorted[i] = &side->partners[i];
    }
    return true;
}

static void free_side(struct side *side)
{
    free(side->partners);
    free(side->sorted);
}

/* Pairs the parts without partners that are equal in this order. */
static void pair(struct side *old_side, struct side *new_side, part_order *order)
{
    size_t old_count = sort_single(old_side->sorted, old_side->count, order);
    size_t new_count = sort_single(new_side->sorted, new_side->count, order);
    size_t i = 0, j = 0;

    while (i < old_count && j < new_count) {
        struct partner *one = old_side->sorted[i], *other = new_side->sorted[j];
        int result = order(one->part, other->part);

        if (result == 0) {
            one->other = other;
            other->other = one;
        }
        i += result <= 0;
        j += result >= 0;
    }
}

/* ---- what differs between them ---- */

static void add_part(struct image_diff *diff, enum image_change_kind kind,
                     const struct image_part *old_part, const struct image_part *new_part)
{
    const struct image_change change = {.kind = kind, .old_part = old_part, .new_part = new_part};

    diff_add(diff, &change);
}

static void compare_pair(struct image_diff *diff, const struct image_part *old_part,
                         const struct image_part *new_part)
{
    if (strcmp(old_part->name, new_part->name) != 0)
        add_part(diff, IMAGE_CHANGE_PART_RENAMED, old_part, new_part);
    if (old_part->offset != new_part->offset)
        add_part(diff, IMAGE_CHANGE_PART_MOVED, old_part, new_part);
    if (old_part->size != new_part->size)
        add_part(diff, IMAGE_CHANGE_PART_RESIZED, old_part, new_part);
    /* Facts about something else have nothing to do with each other. */
    if (old_part->kind != new_part->kind)
        add_part(diff, IMAGE_CHANGE_PART_KIND, old_part, new_part);
    else
        diff_facts(diff, old_part, new_part);
}

/* Removed parts come where they were. */
static void compare_sides(struct image_diff *diff, const struct side *old_side,
                          const struct side *new_side)
{
    size_t i = 0, j = 0;

    while (i < old_side->count || j < new_side->count) {
        const struct partner *gone = i < old_side->count ? &old_side->partners[i] : NULL;
        const struct partner *here = j < new_side->count ? &new_side->partners[j] : NULL;

        if (gone && gone->other) {
            i++;
        } else if (gone && (!here || gone->part->offset < here->part->offset)) {
            add_part(diff, IMAGE_CHANGE_PART_REMOVED, gone->part, NULL);
            i++;
        } else if (here) {
            if (here->other)
                compare_pair(diff, here->other->part, here->part);
            else
                add_part(diff, IMAGE_CHANGE_PART_ADDED, NULL, here->part);
            j++;
        }
    }
}

bool image_diff_make(struct image_diff *diff, const struct image_survey *old_survey,
                     const struct image_survey *new_survey)
{
    static part_order *const orders[] = {by_name_and_kind, by_name, by_place_and_kind};
    struct side old_side = {0}, new_side = {0};
    bool made = make_side(&old_side, old_survey) && make_side(&new_side, new_survey);

    *diff = (struct image_diff){0};
    if (made) {
        for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
            pair(&old_side, &new_side, orders[i]);
        diff_facts(diff, &old_survey->whole, &new_survey->whole);
        compare_sides(diff, &old_side, &new_side);
    }
    free_side(&old_side);
    free_side(&new_side);
    return made && !diff->out_of_memory;
}
