/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the layout of a flash without a table of partitions by its file system.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_LAYOUT_LAYOUT_FIND_H
#define IMAGE_LAYOUT_LAYOUT_FIND_H

#include "image/layout/layout.h"

/* The layout of which the file system lies in the image and has the layout's size.  Layouts
 * for a flash of the size "claimed" (bytes) come first.  NULL: there is none. */
const struct image_layout *image_layout_find(const uint8_t *data, size_t size, uint32_t claimed);

/* The bytes of the layout's file system.  The file system ends before the last five sectors,
 * at the end of a whole block: 8 KB if it has 512 KB or more, else 4 KB (_FS_end and
 * _FS_block of eagle.flash.*.ld). */
uint32_t image_layout_fs_size(const struct image_layout *layout);

#endif
