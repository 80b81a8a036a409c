/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: wipes what no file and no folder has.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Bytes behind the end of a file stay in its last cluster, entries of deleted files keep
 * their names, and the sector that wear levelling does not use has an old copy of another
 * one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/fsfile.h"

enum { FIRST_CLUSTER = 2, BLANK = 0xff };

/* Wear levelling for sectors of 512 bytes keeps a copy of the sector that it rewrites, and in
 * front of that, in the last sector but one of the room for FAT, this word while it needs the
 * copy.  Source: ESP-IDF's WL_Ext_Safe.cpp, WL_EXT_SAFE_OK. */
#define REWRITING UINT32_C(0x12345678)

struct rest {
    const struct image_fat *fat;
    uint8_t *data;
    uint16_t *used; /* by sector of the partition: bytes in use, from the sector's start on */
};

static void use(const struct rest *rest, size_t offset, uint32_t size)
{
    uint32_t sector_size = rest->fat->sector_size;

    for (; size > 0; offset += sector_size) {
        uint32_t part = size < sector_size ? size : sector_size;

        rest->used[offset / sector_size] = (uint16_t)part;
        size -= part;
    }
}

/* Takes a sector of a folder, and wipes its deleted entries. */
static void take_folder_sector(void *context, const uint8_t *sector)
{
    const struct rest *rest = context;
    size_t offset = (size_t)(sector - rest->fat->data);
    uint32_t at = 0;

    for (; at < rest->fat->sector_size && sector[at] != 0; at += IMAGE_FAT_ENTRY_SIZE)
        if (sector[at] == IMAGE_FAT_ENTRY_FREE)
            memset(rest->data + offset + at + 1, 0, IMAGE_FAT_ENTRY_SIZE - 1);
    use(rest, offset, at);
}

/* Marks what files and folders have.  False if memory ran out.  *whole: nothing is damaged. */
static bool mark(struct rest *rest, bool *whole)
{
    struct image_fsfiles files = {.folder_sector = take_folder_sector, .folder_context = rest};

    image_fat_files(&files, rest->fat);
    *whole = !files.damage.damaged;
    for (size_t i = 0; i < files.count; i++)
        for (size_t k = 0; k < files.files[i].extent_count; k++)
            use(rest, files.files[i].extents[k].offset, files.files[i].extents[k].size);
    if (!files.out_of_memory) {
        image_fsfiles_free(&files);
        return true;
    }
    image_fsfiles_free(&files);
    return false;
}

/* Fills what is not used of a sector.  False if the image ends before. */
static bool wipe_sector(const struct rest *rest, uint32_t number, uint8_t fill)
{
    const uint8_t *sector = image_fat_sector(rest->fat, number);
    size_t offset = sector ? (size_t)(sector - rest->fat->data) : 0;
    uint32_t used = sector ? rest->used[offset / rest->fat->sector_size] : 0;

    if (sector)
        memset(rest->data + offset + used, used ? 0 : fill, rest->fat->sector_size - used);
    return sector;
}

/* Zeros in a folder mean its end.  Returns the first sector behind the clusters. */
static uint32_t wipe_clusters(const struct rest *rest)
{
    const struct image_fat *fat = rest->fat;
    uint32_t root = fat->reserved_sectors + fat->fat_count * fat->fat_sectors, next;

    for (uint32_t i = root; i < fat->first_data_sector; i++)
        if (!wipe_sector(rest, i, 0))
            return fat->sector_count;
    for (uint32_t i = 0; i < fat->cluster_count; i++) {
        uint32_t first = image_fat_cluster_sector(fat, i + FIRST_CLUSTER);

        if (!image_fat_next(fat, i + FIRST_CLUSTER, &next))
            return fat->sector_count;
        for (uint32_t k = 0; k < fat->cluster_sectors; k++)
            if (!wipe_sector(rest, first + k, next ? 0 : BLANK))
                return fat->sector_count;
    }
    return fat->first_data_sector + fat->cluster_count * fat->cluster_sectors;
}

/* Wipes what lies behind FAT, in the order of the file system. */
static void wipe_levelled(const struct rest *rest)
{
    const struct image_wear *wear = &rest->fat->wear;
    size_t end = (size_t)wear->sectors * IMAGE_WEAR_SECTOR;
    uint64_t first = (uint64_t)rest->fat->sector_count * rest->fat->sector_size;

    while (first < end) {
        size_t offset = (size_t)first, size = IMAGE_WEAR_SECTOR - offset % IMAGE_WEAR_SECTOR;

        memset(rest->data + image_wear_offset(wear, offset), BLANK, size);
        first += size;
    }
    memset(rest->data + (size_t)wear->dummy * IMAGE_WEAR_SECTOR, BLANK, IMAGE_WEAR_SECTOR);
}

/* Wipes the sectors that are too few for a cluster, and what lies behind the file system. */
static void wipe_behind(const struct rest *rest, uint32_t sector)
{
    const struct image_fat *fat = rest->fat;
    uint64_t end = (uint64_t)fat->sector_count * fat->sector_size;

    while (sector < fat->sector_count && wipe_sector(rest, sector, BLANK))
        sector++;
    if (fat->wear.present)
        wipe_levelled(rest);
    else if (end < fat->size)
        memset(rest->data + (size_t)end, BLANK, fat->size - (size_t)end);
}

bool image_fat_is_rewriting(const struct image_fat *fat)
{
    const struct image_wear *wear = &fat->wear;
    size_t state = wear->sectors < 2 ? 0 : (size_t)(wear->sectors - 2) * IMAGE_WEAR_SECTOR;

    return wear->present && (uint64_t)fat->sector_count * fat->sector_size <= state &&
           esp_get32(fat->data + image_wear_offset(wear, state)) == REWRITING;
}

bool image_fat_wipe(const struct image_fat *fat, uint8_t *data, bool *whole)
{
    struct rest rest = {.fat = fat, .data = data};
    bool good;

    rest.used = calloc(fat->size / fat->sector_size + 1, sizeof(*rest.used));
    good = rest.used && mark(&rest, whole);
    if (good && *whole)
        wipe_behind(&rest, wipe_clusters(&rest));
    free(rest.used);
    return good;
}
