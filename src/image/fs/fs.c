/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which file system lies in a partition.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/fs.h"

const char *image_fs_kind_name(enum image_fs_kind kind)
{
    static const char *const names[] = {
        [IMAGE_FS_NONE] = "none",
        [IMAGE_FS_SPIFFS] = "spiffs",
        [IMAGE_FS_LITTLEFS] = "littlefs",
        [IMAGE_FS_FAT] = "fat",
    };

    return names[kind];
}

/* The marks of LittleFS and FAT are stronger than those of SPIFFS, so they come first. */
bool image_fs_find(struct image_fs *fs, const uint8_t *data, size_t size)
{
    if (image_littlefs_find(&fs->littlefs, data, size))
        fs->kind = IMAGE_FS_LITTLEFS;
    else if (image_fat_find(&fs->fat, data, size))
        fs->kind = IMAGE_FS_FAT;
    else if (image_spiffs_find(&fs->spiffs, data, size))
        fs->kind = IMAGE_FS_SPIFFS;
    else
        fs->kind = IMAGE_FS_NONE;
    return fs->kind != IMAGE_FS_NONE;
}

uint64_t image_fs_size(const struct image_fs *fs)
{
    switch (fs->kind) {
    case IMAGE_FS_SPIFFS:
        return (uint64_t)fs->spiffs.block_size * fs->spiffs.block_count;
    case IMAGE_FS_LITTLEFS:
        return (uint64_t)fs->littlefs.block_size * fs->littlefs.block_count;
    case IMAGE_FS_FAT:
        return (uint64_t)fs->fat.sector_size * fs->fat.sector_count;
    default:
        return 0;
    }
}

bool image_fs_usage(const struct image_fs *fs, struct image_fs_usage *usage)
{
    *usage = (struct image_fs_usage){0};
    switch (fs->kind) {
    case IMAGE_FS_SPIFFS:
        image_spiffs_usage(&fs->spiffs, usage);
        return true;
    case IMAGE_FS_LITTLEFS:
        return image_littlefs_usage(&fs->littlefs, usage);
    case IMAGE_FS_FAT:
        return image_fat_usage(&fs->fat, usage);
    default:
        return true;
    }
}
