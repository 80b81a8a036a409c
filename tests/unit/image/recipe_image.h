/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images from recipes, and what a survey says about them; for the unit tests.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * tests/tools/mkimage makes the images.  It shares no code with the parsers.
 */
#ifndef UNIT_IMAGE_RECIPE_IMAGE_H
#define UNIT_IMAGE_RECIPE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "image/survey/survey.h"

struct recipe_image {
    uint8_t *data; /* allocated, exactly size bytes */
    size_t size;
};

/* The image of a recipe.  Ends the test program if mkimage fails. */
struct recipe_image recipe_make(const char *recipe);

/* A copy of an image whose bytes at offset are those of hex, such as "00ff". */
struct recipe_image recipe_damage(const struct recipe_image *image, size_t offset, const char *hex);

void recipe_free(struct recipe_image *image);

/* The text of the number-th fault or warning of a survey, counted from 0; NULL: there are
 * fewer. */
const char *recipe_complaint(const struct image_survey *survey, unsigned number);

/* The number or text of a fact, as text; "" if there is no such fact.  list: NULL for facts
 * of the part itself.  The text is valid until the next call. */
const char *recipe_fact(const struct image_survey *survey, const char *part, const char *list,
                        unsigned item, const char *key);

#endif
