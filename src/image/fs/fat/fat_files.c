/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: its files.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Folders wait in a queue, not on the stack.  A cluster belongs to one file or folder, so
 * each cluster is met once at most, and loops end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/fat/fat_name.h"
#include "image/fs/fsfile.h"

enum { FIRST_CLUSTER = 2 };

struct waiting {
    uint32_t cluster;
    const char *path;
};

struct reader {
    struct image_fsfiles *files;
    const struct image_fat *fat;
    uint32_t clusters; /* that there are, and for which the image has room */
    uint8_t *met;      /* one bit for each cluster */
    struct waiting *queue;
    size_t queued, queue_room;
    struct image_fat_long long_name; /* that the last entries had */
};

static bool meet(struct reader *reader, uint32_t cluster)
{
    uint32_t number = cluster - FIRST_CLUSTER;
    uint8_t bit = (uint8_t)(1u << number % 8);

    if (cluster < FIRST_CLUSTER || number >= reader->clusters || (reader->met[number / 8] & bit))
        return image_fs_damage(&reader->files->damage, 0,
                               "cluster 0x%x is named, which does not exist or is in use", cluster);
    reader->met[number / 8] |= bit;
    return true;
}

static bool wait_for(struct reader *reader, uint32_t cluster, const char *path)
{
    if (reader->queued == reader->queue_room) {
        size_t room = reader->queue_room ? 2 * reader->queue_room : 16;
        struct waiting *queue = realloc(reader->queue, room * sizeof(*queue));

        if (!queue) {
            reader->files->out_of_memory = true;
            return false;
        }
        reader->queue = queue;
        reader->queue_room = room;
    }
    reader->queue[reader->queued++] = (struct waiting){cluster, path};
    return true;
}

/* ---- files ---- */

/* Adds the sectors of a cluster.  Wear levelling may put them anywhere. */
static bool take_cluster(struct reader *reader, struct image_fsfile *file, uint32_t cluster,
                         uint32_t *left)
{
    const struct image_fat *fat = reader->fat;
    uint32_t first = image_fat_cluster_sector(fat, cluster);

    for (uint32_t i = 0; i < fat->cluster_sectors && *left > 0; i++) {
        const uint8_t *sector = image_fat_sector(fat, first + i);
        uint32_t size = *left < fat->sector_size ? *left : fat->sector_size;

        if (!sector ||
            !image_fsfile_extend(reader->files, file, (size_t)(sector - fat->data), size))
            return false;
        *left -= size;
    }
    return true;
}

static void take_file(struct reader *reader, struct image_fsfile *file, uint32_t cluster)
{
    uint32_t left = file->size;
    bool good = true;

    while (left > 0 && good) {
        good = meet(reader, cluster) && take_cluster(reader, file, cluster, &left) &&
               (left == 0 || image_fat_next(reader->fat, cluster, &cluster));
    }
    file->broken = !good;
}

static void take_alias(struct image_fsfile *file, const uint8_t *entry)
{
    static const struct image_fat_long none;
    uint8_t name[IMAGE_FAT_NAME_MAX];
    size_t size = image_fat_name(&none, entry, name), length = strlen(file->path);

    if (size >= sizeof(file->alias) ||
        (length >= size && memcmp(file->path + length - size, name, size) == 0))
        return;
    for (size_t i = 0; i < size; i++)
        file->alias[i] = name[i] > ' ' && name[i] < 0x7f ? (char)name[i] : '?';
}

/* Takes an entry.  False at the end of the folder. */
static bool take_entry(struct reader *reader, const uint8_t *entry, const char *path)
{
    uint8_t attributes = entry[IMAGE_FAT_ATTRIBUTES], name[IMAGE_FAT_NAME_MAX];
    uint32_t first = esp_get16(entry + IMAGE_FAT_FIRST);
    struct image_fsfile *file;

    if (entry[0] == 0)
        return false;
    if (entry[0] != IMAGE_FAT_ENTRY_FREE && attributes == IMAGE_FAT_LONG_NAME) {
        image_fat_long_take(&reader->long_name, entry);
        return true;
    }
    if (entry[0] == IMAGE_FAT_ENTRY_FREE || entry[0] == '.' || (attributes & IMAGE_FAT_IS_LABEL)) {
        reader->long_name.present = false;
        return true;
    }
    if (reader->fat->bits == 32)
        first |= (uint32_t)esp_get16(entry + IMAGE_FAT_FIRST_HIGH) << 16;
    file = image_fsfile_add(reader->files, path, name, image_fat_name(&reader->long_name, entry, name));
    reader->long_name.present = false;
    if (!file)
        return false;
    take_alias(file, entry);
    file->folder = attributes & IMAGE_FAT_IS_FOLDER;
    file->time = image_fat_time(entry);
    if (file->folder)
        return meet(reader, first) && wait_for(reader, first, file->path);
    file->size = esp_get32(entry + IMAGE_FAT_SIZE);
    take_file(reader, file, first);
    return !reader->files->out_of_memory;
}

static bool take_sectors(struct reader *reader, uint32_t sector, uint32_t sectors,
                         const char *path)
{
    for (uint32_t i = 0; i < sectors; i++) {
        const uint8_t *data = image_fat_sector(reader->fat, sector + i);

        if (!data)
            return image_fs_damage(&reader->files->damage, reader->fat->size,
                                   "a folder's sector 0x%x lies beyond the end", sector + i);
        if (reader->files->folder_sector)
            reader->files->folder_sector(reader->files->folder_context, data);
        for (uint32_t at = 0; at < reader->fat->sector_size; at += IMAGE_FAT_ENTRY_SIZE)
            if (!take_entry(reader, data + at, path))
                return false;
    }
    return true;
}

static void take_folder(struct reader *reader, struct waiting folder)
{
    const struct image_fat *fat = reader->fat;
    uint32_t cluster = folder.cluster, next;

    reader->long_name.present = false;
    while (take_sectors(reader, image_fat_cluster_sector(fat, cluster), fat->cluster_sectors,
                        folder.path)) {
        if (!image_fat_next(fat, cluster, &next) || image_fat_is_end(fat, next) ||
            !meet(reader, next))
            return;
        cluster = next;
    }
}

void image_fat_files(struct image_fsfiles *files, const struct image_fat *fat)
{
    struct reader reader = {.files = files, .fat = fat};
    size_t present = fat->size / ((size_t)fat->cluster_sectors * fat->sector_size);
    uint32_t root = fat->reserved_sectors + fat->fat_count * fat->fat_sectors;

    reader.clusters = present < fat->cluster_count ? (uint32_t)present : fat->cluster_count;
    reader.met = calloc(reader.clusters / 8 + 1, 1);
    if (!reader.met) {
        files->out_of_memory = true;
        return;
    }
    if (fat->bits != 32)
        (void)take_sectors(&reader, root, fat->first_data_sector - root, "");
    else if (meet(&reader, fat->root_cluster))
        (void)wait_for(&reader, fat->root_cluster, "");
    for (size_t i = 0; i < reader.queued && !files->out_of_memory; i++)
        take_folder(&reader, reader.queue[i]);
    free(reader.queue);
    free(reader.met);
}
