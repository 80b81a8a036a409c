/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks through an image, and lists what it contains.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_SURVEY_IMAGE_LOOK_H
#define IMAGE_SURVEY_IMAGE_LOOK_H

#include "image/survey/survey.h"

/* Fills a survey, which need not be initialised, with the parts of the image at data, which
 * must stay valid.  chip: the chip for which the image is; NULL: found from the image. */
void image_survey_look(struct image_survey *survey, const uint8_t *data, size_t size,
                       const struct esp_chipfacts *chip);

#endif
