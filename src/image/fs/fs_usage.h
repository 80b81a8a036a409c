/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a file system is used.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FS_FS_USAGE_H
#define IMAGE_FS_FS_USAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "image/trouble.h"

struct image_fs_usage {
    uint64_t total, used; /* bytes */
    unsigned files, folders; /* the root is no folder */
    /* The first damage: the offset is relative to the file system's first byte.  What was
     * counted up to there is a lower bound. */
    bool damaged;
    struct image_trouble trouble;
};

/* Notes the first damage.  Always returns false. */
#define image_fs_damage(usage, ...) \
    ((usage)->damaged ? false \
                      : ((usage)->damaged = true, image_trouble_set(&(usage)->trouble, __VA_ARGS__)))

#endif
