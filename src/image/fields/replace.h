/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaces a text in its fields, wherever the image has the text.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A field is a text that begins where no other text ends.  The text ends with a NUL, and
 * the zeros behind it are room for a longer one; a text with another end can only be
 * replaced by one of the same length.  The new text is padded with zeros.
 */
#ifndef IMAGE_FIELDS_REPLACE_H
#define IMAGE_FIELDS_REPLACE_H

#include "image/settings/editor.h"

struct image_replace {
    const char *old_text, *new_text;
    size_t old_size, new_size;
    /* What was found. */
    unsigned replaced;
    unsigned left; /* the text within a longer text, which stays */
    uint32_t first_left;
};

/* A text outside of files, which the caller has to replace: programs have sums. */
struct image_replace_place {
    uint32_t offset, size; /* of the bytes that change, from the text's first one */
};

/* Called for each such text.  False ends the search. */
typedef bool image_replace_visit(void *context, const struct image_replace_place *place);

/* Finds the text outside of files.  Texts in Tasmota's settings are replaced at once, with
 * their check.  ESP_EDIT_REFUSED: the text lies where a sum cannot be made right.
 * ESP_EDIT_ABSENT: visit() has ended the search. */
enum esp_edit_result image_replace_outside(struct image_replace *replace,
                                           struct esp_settings_image *image,
                                           image_replace_visit *visit, void *context,
                                           struct image_trouble *trouble);

/* Replaces the text in files, with the sums of settings in files. */
enum esp_edit_result image_replace_in_files(struct image_replace *replace,
                                            struct esp_settings_image *image,
                                            struct image_trouble *trouble);

#endif
