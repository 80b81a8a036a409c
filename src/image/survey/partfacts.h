/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about the parts of an image, one function for each kind of part.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Offsets in the texts of faults are offsets in the image.
 */
#ifndef IMAGE_SURVEY_PARTFACTS_H
#define IMAGE_SURVEY_PARTFACTS_H

#include "image/app/app.h"
#include "image/survey/survey.h"

/* "QIO", "DOUT"; NULL: no flash mode has this number. */
const char *image_mode_name(uint8_t mode);

/* A parsed bootloader or application.  data: the image's first byte. */
void image_describe_app(struct image_part *part, const struct image_app *app,
                        const uint8_t *data);

#endif
