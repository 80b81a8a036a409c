/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places of an image that have names.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_EDIT_PLACES_H
#define IMAGE_EDIT_PLACES_H

#include "base/chipfacts.h"
#include "image/edit/buffer.h"
#include "image/table/table.h"

/* Finds a partition by its name in the image's table.  Without a table, or if the table
 * does not have the name, finds a part by the name that --info prints.  False with *trouble
 * if there is no such name. */
bool image_place_named(const struct image_buffer *buffer, const struct esp_chipfacts *chip,
                       const char *name, struct image_extent *place,
                       struct image_trouble *trouble);

/* Finds partitions for a board's own data, such as its settings, of which bytes lie in gaps
 * of the image: where nobody gave bytes.  A raw image is blank there.  Returns how many
 * rows were stored, at most IMAGE_ROWS_MAX; -1 with *trouble if memory is out. */
int image_places_blanked(const struct image_buffer *buffer, struct image_row rows[IMAGE_ROWS_MAX],
                         struct image_trouble *trouble);

#endif
