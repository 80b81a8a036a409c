/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints what file systems contain.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_FS_FS_PRINT_H
#define ESP_IMGEDIT_FS_FS_PRINT_H

#include <stdbool.h>

#include "image/fields/volumes.h"

/* A file system whose files were listed. */
struct fs_listing {
    const struct image_volume *volume;
    const struct image_fsfiles *files;
    const struct image_fs_usage *usage;
};

void fs_print_text(const struct fs_listing *listing);
void fs_print_lines(const struct fs_listing *listing);

/* Prints all listings as one object.  False if memory is out. */
bool fs_print_json(const char *title, const struct fs_listing *listings, unsigned count);

#endif
