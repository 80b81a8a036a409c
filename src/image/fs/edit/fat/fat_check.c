/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for damage in FAT.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * FatFs looks at nothing but the boot sector when it mounts, and repairs nothing.  Wear
 * levelling below it makes the two copies of its state the same (WL_Flash.cpp, init()).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "image/fs/edit/fat/fat_impl.h"
#include "image/fs/fsfile.h"

struct check {
    struct fat_work work;
    image_fsfinding_take *take;
    void *context;
    uint8_t *named; /* of each cluster: a file or a folder has it */
};

static void check_wear(struct check *check)
{
    const struct image_wear *wear = &check->work.fat->wear;

    for (unsigned i = 0; wear->present && i < 2; i++)
        if (!wear->state_right[i])
            image_fsfinding_tell(check, wear->state_offset + i * (uint64_t)wear->state_size, true,
                  "a mount copies the other one", "a copy of wear levelling's state is damaged");
    if (wear->present && !wear->config_right)
        image_fsfinding_tell(check, check->work.fat->size - IMAGE_WEAR_SECTOR, true, "a mount writes it anew",
              "wear levelling's configuration is damaged");
}

static void check_tables(struct check *check)
{
    const struct image_fat *fat = check->work.fat;

    for (uint32_t i = 0; i < fat->fat_sectors && fat->fat_count > 1; i++) {
        const uint8_t *first = image_fat_sector(fat, fat->reserved_sectors + i);
        const uint8_t *second = image_fat_sector(fat, fat->reserved_sectors + fat->fat_sectors + i);

        if (!first || !second || memcmp(first, second, fat->sector_size) == 0)
            continue;
        image_fsfinding_tell(check, (uint64_t)(second - fat->data), true, "FatFs uses the first",
              "the two tables of clusters differ");
        return;
    }
}

static uint64_t offset_of(const struct check *check, uint32_t cluster)
{
    const uint8_t *sector = image_fat_sector(check->work.fat,
                                             image_fat_cluster_sector(check->work.fat, cluster));

    return sector ? (uint64_t)(sector - check->work.fat->data) : check->work.fat->size;
}

/* Follows a chain.  False if a cluster does not exist, or belongs to something else. */
static bool follow(struct check *check, uint32_t cluster, uint32_t *count)
{
    const struct image_fat *fat = check->work.fat;
    uint32_t next;

    for (*count = 0;; cluster = next) {
        if (cluster < FAT_FIRST_CLUSTER || cluster - FAT_FIRST_CLUSTER >= fat->cluster_count ||
            check->named[cluster - FAT_FIRST_CLUSTER])
            return false;
        check->named[cluster - FAT_FIRST_CLUSTER] = 1;
        ++*count;
        if (!image_fat_next(fat, cluster, &next))
            return false;
        if (image_fat_is_end(fat, next))
            return true;
    }
}

/* Names of 8 and 3 bytes have no control characters; a first byte of 5 stands for 0xe5. */
static void check_name(struct check *check, const uint8_t *entry)
{
    for (unsigned i = 0; i < FAT_SHORT_SIZE; i++) {
        if (entry[i] >= ' ' || (i == 0 && entry[i] == 5))
            continue;
        image_fsfinding_tell(check, (uint64_t)(entry - check->work.fat->data), false, "a mount does nothing",
              "a name has the byte 0x%02x", entry[i]);
        return;
    }
}

static void check_file(struct check *check, const uint8_t *entry, const char *name)
{
    uint32_t first = fat_entry_cluster(&check->work, entry), count = 0;
    uint64_t size = 0, cluster_size = fat_cluster_size(check->work.fat), wanted;
    uint64_t offset = (uint64_t)(entry - check->work.fat->data);
    bool folder = entry[IMAGE_FAT_ATTRIBUTES] & IMAGE_FAT_IS_FOLDER;

    for (unsigned i = 0; i < 4; i++)
        size |= (uint64_t)entry[IMAGE_FAT_SIZE + i] << 8 * i;
    wanted = (size + cluster_size - 1) / cluster_size;
    if ((first != 0 || folder) && !follow(check, first, &count))
        image_fsfinding_tell(check, offset, false, "a mount does nothing",
              "the clusters of '%.32s' lead to one that is free, of another file, or not there", name);
    else if (!folder && count < wanted)
        image_fsfinding_tell(check, offset, false, "a mount does nothing",
              "'%.32s' has %" PRIu32 " clusters, fewer than its size needs", name, count);
    else if (!folder && count > wanted)
        image_fsfinding_tell(check, offset, true, "a mount does nothing",
              "'%.32s' has %" PRIu32 " clusters, more than its size needs", name, count);
}

static void tell_twin(void *context, const uint8_t *entry, const char *name, size_t size)
{
    struct check *check = context;

    image_fsfinding_tell(check, (uint64_t)(entry - check->work.fat->data), false,
                         "FatFs opens the first one, a mount does nothing",
                         "two entries of a folder have the name '%.*s'", size < 32 ? (int)size : 32, name);
}

/* Checks the entries of a folder, and adds its folders to a list.  False if memory ran out. */
struct folders {
    uint32_t *clusters;
    size_t count, room;
};

static bool put_off(struct folders *folders, uint32_t cluster)
{
    if (folders->count == folders->room) {
        size_t room = folders->room ? 2 * folders->room : 32;
        uint32_t *clusters = realloc(folders->clusters, room * sizeof(*clusters));

        if (!clusters)
            return false;
        folders->clusters = clusters;
        folders->room = room;
    }
    folders->clusters[folders->count++] = cluster;
    return true;
}

static bool check_folder(struct check *check, struct fat_folder folder, struct folders *folders)
{
    static const struct image_fat_long none;
    char name[IMAGE_FAT_NAME_MAX + 1];
    const uint8_t *entry;

    for (int slot = 0; (entry = fat_slot(&check->work, folder, slot)) && entry[0] != 0; slot++) {
        uint8_t attributes = entry[IMAGE_FAT_ATTRIBUTES];
        uint32_t cluster = fat_entry_cluster(&check->work, entry);

        if (entry[0] == IMAGE_FAT_ENTRY_FREE || entry[0] == '.' || (attributes & IMAGE_FAT_IS_LABEL))
            continue;
        name[image_fat_name(&none, entry, (uint8_t *)name)] = '\0';
        if ((attributes & IMAGE_FAT_IS_FOLDER) && cluster >= FAT_FIRST_CLUSTER &&
            cluster - FAT_FIRST_CLUSTER < check->work.fat->cluster_count &&
            !check->named[cluster - FAT_FIRST_CLUSTER] && !put_off(folders, cluster))
            return false;
        check_name(check, entry);
        check_file(check, entry, name);
    }
    return fat_find_twins(&check->work, folder, tell_twin, check);
}

static bool check_folders(struct check *check)
{
    struct folders folders = {0};
    struct fat_folder root = fat_root(&check->work);
    uint32_t count;
    bool good;

    if (root.cluster && !follow(check, root.cluster, &count))
        image_fsfinding_tell(check, offset_of(check, root.cluster), false, "a mount does nothing",
              "the root folder's clusters lead to one that is free or not there");
    good = check_folder(check, root, &folders);
    for (size_t i = 0; i < folders.count && good; i++)
        good = check_folder(check, (struct fat_folder){folders.clusters[i]}, &folders);
    free(folders.clusters);
    return good;
}

static void check_lost(struct check *check)
{
    const struct image_fat *fat = check->work.fat;
    uint32_t next, lost = 0, first = 0;

    for (uint32_t i = 0; i < fat->cluster_count; i++) {
        if (check->named[i] || !image_fat_next(fat, i + FAT_FIRST_CLUSTER, &next) || next == 0)
            continue;
        first = lost++ == 0 ? i + FAT_FIRST_CLUSTER : first;
    }
    if (lost > 0)
        image_fsfinding_tell(check, offset_of(check, first), true, "a mount does nothing, and they stay lost",
              "%" PRIu32 " clusters belong to no file, the first one 0x%" PRIx32, lost, first);
}

bool fat_check(const struct image_fs *fs, image_fsfinding_take *take, void *context)
{
    struct fat_cursor cursor = {0};
    struct check check = {.work = {.fat = &fs->fat, .cursor = &cursor}, .take = take, .context = context};
    bool good;

    check.named = calloc(fs->fat.cluster_count + 1, 1);
    if (!check.named)
        return false;
    check_wear(&check);
    if (!image_fat_sector(&fs->fat, fs->fat.sector_count - 1))
        image_fsfinding_tell(&check, fs->fat.size, false, NULL, "the image ends before the file system");
    if (image_fat_is_rewriting(&fs->fat))
        image_fsfinding_tell(&check, fs->fat.size, false, "a mount writes the sector that waits",
              "wear levelling was interrupted while it rewrote a sector");
    check_tables(&check);
    good = check_folders(&check);
    check_lost(&check);
    free(check.named);
    return good;
}
