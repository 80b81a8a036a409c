/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: counts files, folders and used clusters.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Folders wait in a list, not on the stack.  Each cluster of a folder is met once: a cluster
 * that is met twice is a damage, which ends the count.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/fat/fat.h"

enum { FIRST_CLUSTER = 2 };

struct count {
    const struct image_fat *fat;
    struct image_fs_usage *usage;
    uint32_t clusters; /* that there are, and for which the image has room */
    uint8_t *met;      /* one bit for each cluster: a folder has it */
    uint32_t *waiting; /* first clusters of folders */
    uint32_t waiting_count, waiting_room;
    bool out_of_memory;
};

static size_t place(const struct count *count, const uint8_t *p)
{
    return (size_t)(p - count->fat->data);
}

static void put_off(struct count *count, uint32_t cluster)
{
    if (count->waiting_count == count->waiting_room) {
        uint32_t room = count->waiting_room ? 2 * count->waiting_room : 64;
        uint32_t *waiting = realloc(count->waiting, room * sizeof(*waiting));

        if (!waiting) {
            count->out_of_memory = true;
            return;
        }
        count->waiting = waiting;
        count->waiting_room = room;
    }
    count->waiting[count->waiting_count++] = cluster;
}

/* Marks a folder's cluster.  False if there is no such cluster, or if it was met before. */
static bool meet(struct count *count, uint32_t cluster, size_t at)
{
    uint32_t number = cluster - FIRST_CLUSTER;
    uint8_t bit = (uint8_t)(1u << number % 8);

    if (cluster < FIRST_CLUSTER || number >= count->clusters)
        return image_fs_damage(count->usage, at,
                               "cluster 0x%x is named, but the last one is 0x%x", cluster,
                               count->clusters + FIRST_CLUSTER - 1);
    if (count->met[number / 8] & bit)
        return image_fs_damage(count->usage, at, "cluster 0x%x is in two folders", cluster);
    count->met[number / 8] |= bit;
    return true;
}

/* Counts an entry.  False at the end of the folder. */
static bool take_entry(struct count *count, const uint8_t *entry)
{
    uint8_t attributes = entry[IMAGE_FAT_ATTRIBUTES];
    uint32_t first = esp_get16(entry + IMAGE_FAT_FIRST);

    if (entry[0] == 0)
        return false;
    if (entry[0] == IMAGE_FAT_ENTRY_FREE || entry[0] == '.' || (attributes & IMAGE_FAT_IS_LABEL))
        return true; /* "." and ".."; a long name has the label's bit */
    if (count->fat->bits == 32)
        first |= (uint32_t)esp_get16(entry + IMAGE_FAT_FIRST_HIGH) << 16;
    if (!(attributes & IMAGE_FAT_IS_FOLDER)) {
        count->usage->files++;
        return true;
    }
    count->usage->folders++;
    if (!meet(count, first, place(count, entry)))
        return false;
    put_off(count, first);
    return true;
}

/* Counts the entries of some sectors.  False at the end of the folder. */
static bool take_sectors(struct count *count, uint32_t sector, uint32_t sectors)
{
    for (uint32_t i = 0; i < sectors; i++) {
        const uint8_t *data = image_fat_sector(count->fat, sector + i);

        if (!data)
            return image_fs_damage(count->usage, count->fat->size,
                                   "a folder's sector 0x%x lies beyond the end", sector + i);
        for (uint32_t at = 0; at < count->fat->sector_size; at += IMAGE_FAT_ENTRY_SIZE)
            if (!take_entry(count, data + at))
                return false;
    }
    return true;
}

/* Counts the entries of a folder whose first cluster was met. */
static void take_folder(struct count *count, uint32_t cluster)
{
    const struct image_fat *fat = count->fat;
    uint32_t next;

    while (take_sectors(count, image_fat_cluster_sector(fat, cluster), fat->cluster_sectors)) {
        if (!image_fat_next(fat, cluster, &next) || image_fat_is_end(fat, next) ||
            !meet(count, next, fat->reserved_sectors * (size_t)fat->sector_size))
            return;
        cluster = next;
    }
}

static void take_all_folders(struct count *count)
{
    const struct image_fat *fat = count->fat;
    uint32_t root = fat->reserved_sectors + fat->fat_count * fat->fat_sectors;

    if (fat->bits != 32)
        (void)take_sectors(count, root, fat->first_data_sector - root);
    else if (meet(count, fat->root_cluster, 0))
        put_off(count, fat->root_cluster);
    while (count->waiting_count && !count->usage->damaged)
        take_folder(count, count->waiting[--count->waiting_count]);
}

static void count_clusters(struct count *count)
{
    const struct image_fat *fat = count->fat;
    uint64_t cluster_size = (uint64_t)fat->cluster_sectors * fat->sector_size;
    uint32_t next;

    count->usage->total = fat->cluster_count * cluster_size;
    for (uint32_t i = 0; i < fat->cluster_count; i++) {
        if (!image_fat_next(fat, i + FIRST_CLUSTER, &next)) {
            (void)image_fs_damage(count->usage, fat->size, "the FAT lies beyond the end");
            return;
        }
        if (next)
            count->usage->used += cluster_size;
    }
}

bool image_fat_usage(const struct image_fat *fat, struct image_fs_usage *usage)
{
    struct count count = {.fat = fat, .usage = usage};
    size_t present = fat->size / ((size_t)fat->cluster_sectors * fat->sector_size);

    count.clusters = present < fat->cluster_count ? (uint32_t)present : fat->cluster_count;
    count.met = calloc(count.clusters / 8 + 1, 1);
    if (!count.met)
        return false;
    count_clusters(&count);
    take_all_folders(&count);
    free(count.met);
    free(count.waiting);
    return !count.out_of_memory;
}
