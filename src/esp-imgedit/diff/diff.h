/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --diff: what differs between two images.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * All functions print to standard output.
 */
#ifndef ESP_IMGEDIT_DIFF_DIFF_H
#define ESP_IMGEDIT_DIFF_DIFF_H

#include "image/diff/image_diff.h"
#include "image/diff/image_ranges.h"

struct gengetopt_args_info;

struct diff {
    const char *title, *old_title; /* the images' names, for people */
    const struct image_survey *survey, *old_survey;
    struct image_diff changes;
    struct image_ranges ranges;
};

/* Compares the image of a survey with the file of --diff, and prints the differences.
 * Returns STATUS_DONE if the images are equal, STATUS_NO if they differ, and else an exit
 * status after a message. */
int diff_look(const struct gengetopt_args_info *args, const char *title,
              const struct esp_chipfacts *chip, const struct image_survey *survey);

/* For people. */
void diff_print_text(const struct diff *diff);

/* One line of key=value for both images, one for each change and one for each range. */
void diff_print_lines(const struct diff *diff);

/* One JSON object.  An enum esp_err. */
int diff_print_json(const struct diff *diff);

/* What a line or an object has: a key and a value. */
struct diff_field {
    const char *key;
    enum image_fact_type type;
    uint64_t number;
    const char *text; /* NULL: the value is the number */
};

enum { DIFF_FIELDS_MAX = 12, DIFF_ITEM_SIZE = 64 };

/* Fields, and the room for a text that they point to. */
struct diff_fields {
    struct diff_field fields[DIFF_FIELDS_MAX];
    size_t count;
    char item[DIFF_ITEM_SIZE], key[DIFF_ITEM_SIZE];
};

void diff_fields_of_total(struct diff_fields *fields, const struct diff *diff);
void diff_fields_of_change(struct diff_fields *fields, const struct image_change *change);
void diff_fields_of_range(struct diff_fields *fields, const struct image_range *range);

#endif
