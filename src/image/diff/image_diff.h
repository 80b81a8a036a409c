/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two images, in terms of their parts and the facts about these.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Parts of the two images belong together if they have the same name and kind; else the same
 * name; else the same place and kind.  Items of a list belong together if they have the same
 * name, see image_item_name().
 */
#ifndef IMAGE_DIFF_IMAGE_DIFF_H
#define IMAGE_DIFF_IMAGE_DIFF_H

#include "image/survey/survey.h"

enum image_change_kind {
    IMAGE_CHANGE_PART_ADDED,
    IMAGE_CHANGE_PART_REMOVED,
    IMAGE_CHANGE_PART_KIND,    /* a partition holds something of another kind now */
    IMAGE_CHANGE_PART_RENAMED,
    IMAGE_CHANGE_PART_MOVED,
    IMAGE_CHANGE_PART_RESIZED,
    IMAGE_CHANGE_FACT,         /* of a part: changed, added or removed */
    IMAGE_CHANGE_ITEM_ADDED,   /* of a list, such as one segment */
    IMAGE_CHANGE_ITEM_REMOVED,
    IMAGE_CHANGE_ITEM,         /* its facts that changed follow as IMAGE_CHANGE_ITEM_FACT */
    IMAGE_CHANGE_ITEM_FACT,
};

struct image_change {
    enum image_change_kind kind;
    /* NULL: the image has no such part.  The surveys' part "whole" stands for the image. */
    const struct image_part *old_part, *new_part;
    /* The fact; of an item the first one.  NULL: the part or item has no such fact. */
    const struct image_fact *old_fact, *new_fact;
};

struct image_diff {
    struct image_change *changes; /* in the order of the parts' offsets in the new image */
    size_t count, room;
    bool out_of_memory;
};

/* Compares two surveys, which must stay valid.  False if memory has run out. */
bool image_diff_make(struct image_diff *diff, const struct image_survey *old_survey,
                     const struct image_survey *new_survey);
void image_diff_free(struct image_diff *diff);

/* The name of the item that a fact of a part belongs to: "wifi/ssid" if it has a
 * namespace and a key, its name if it has one, else list and number, "segment 3".  The text
 * is cut off if there is too little room. */
void image_item_name(char *out, size_t room, const struct image_part *part,
                     const struct image_fact *fact);

#endif
