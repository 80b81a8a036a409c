/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which file system lies in a partition.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A partition's subtype does not tell: Arduino keeps LittleFS and FAT in partitions of the
 * subtype "spiffs".
 */
#ifndef IMAGE_FS_FS_H
#define IMAGE_FS_FS_H

#include "image/fs/fat/fat.h"
#include "image/fs/littlefs.h"
#include "image/fs/spiffs.h"

enum image_fs_kind {
    IMAGE_FS_NONE,
    IMAGE_FS_SPIFFS,
    IMAGE_FS_LITTLEFS,
    IMAGE_FS_FAT,
};

struct image_fs {
    enum image_fs_kind kind;
    union { /* by kind */
        struct image_spiffs spiffs;
        struct image_littlefs littlefs;
        struct image_fat fat;
    };
};

/* "spiffs", "littlefs", "fat" */
const char *image_fs_kind_name(enum image_fs_kind kind);

/* Finds the file system that begins at data, which must stay valid.  size: of the
 * partition, or of the rest of the image.  False if there is none. */
bool image_fs_find(struct image_fs *fs, const uint8_t *data, size_t size);

/* The bytes that the file system says it has; of FAT with wear levelling: without that. */
uint64_t image_fs_size(const struct image_fs *fs);

/* Counts files and used space.  False if memory ran out. */
bool image_fs_usage(const struct image_fs *fs, struct image_fs_usage *usage);

#endif
