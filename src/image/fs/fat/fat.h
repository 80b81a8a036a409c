/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: its geometry and label, with or without ESP-IDF's wear levelling.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Microsoft's "FAT: General Overview of On-Disk Format", version 1.03.
 */
#ifndef IMAGE_FS_FAT_H
#define IMAGE_FS_FAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/fs/fs_usage.h"
#include "image/fs/fat/wear.h"

enum { IMAGE_FAT_LABEL_MAX = 11 };

struct image_fat {
    const uint8_t *data;
    size_t size; /* of the partition */
    struct image_wear wear;
    unsigned bits; /* 12, 16 or 32, which follows from the number of clusters */
    uint32_t sector_size, cluster_sectors, sector_count;
    uint32_t reserved_sectors, fat_count, fat_sectors;
    uint32_t root_entries; /* 0 in FAT32 */
    uint32_t root_cluster; /* in FAT32 */
    uint32_t first_data_sector, cluster_count;
    uint32_t serial;
    char label[IMAGE_FAT_LABEL_MAX + 1]; /* of the root folder, else of the boot sector */
};

/* Finds a FAT that begins at data, or in wear levelling that fills exactly this size. */
bool image_fat_find(struct image_fat *fat, const uint8_t *data, size_t size);

/* The bytes of a sector, or NULL if the image ends before. */
const uint8_t *image_fat_sector(const struct image_fat *fat, uint32_t sector);

/* The entry of a cluster in the first FAT: the next cluster of a file, or 0 if the cluster
 * is free.  False if the image ends before. */
bool image_fat_next(const struct image_fat *fat, uint32_t cluster, uint32_t *next);

/* Is it the mark at the end of a file, or of a bad cluster? */
bool image_fat_is_end(const struct image_fat *fat, uint32_t entry);

/* The first sector of a cluster. */
uint32_t image_fat_cluster_sector(const struct image_fat *fat, uint32_t cluster);

/* Entries of folders. */
enum {
    IMAGE_FAT_ENTRY_SIZE = 32,
    IMAGE_FAT_ATTRIBUTES = 11, /* offset in an entry */
    IMAGE_FAT_FIRST_HIGH = 20, /* the first cluster's high 16 bits, in FAT32 */
    IMAGE_FAT_FIRST = 26,
    IMAGE_FAT_IS_LABEL = 0x08,
    IMAGE_FAT_IS_FOLDER = 0x10,
    IMAGE_FAT_LONG_NAME = 0x0f,
    IMAGE_FAT_ENTRY_FREE = 0xe5, /* first byte; 0: this and all others are free */
};

/* False if memory ran out. */
bool image_fat_usage(const struct image_fat *fat, struct image_fs_usage *usage);

#endif
