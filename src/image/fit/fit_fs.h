/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the layout of a flash without a table of partitions by its file system.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FIT_FIT_FS_H
#define IMAGE_FIT_FIT_FS_H

#include "image/fit/layout.h"

/* The layout of which the file system lies in the image and has the layout's size.  Layouts
 * for a flash of the size "claimed" (bytes) come first.  NULL: there is none. */
const struct image_layout *image_fit_find_fs(const uint8_t *data, size_t size, uint32_t claimed);

#endif
