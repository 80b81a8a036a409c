/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: checks an entry of a folder, and the blocks of a file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfs_checking.h"
#include "image/fs/edit/littlefs/lfsedit.h"

#define NO_MOUNT_NOTICES "a mount does not notice it; "
#define FILE_UNREADABLE NO_MOUNT_NOTICES "reading the file fails, or gives other bytes"

bool lfs_check_take(struct lfs_checking *check, uint32_t block, uint64_t at, const char *remedy)
{
    if (block >= check->blocks) {
        lfs_found(check, at, remedy, false, "block 0x%x is named, but there are 0x%x blocks", block,
                  check->blocks);
        return false;
    }
    if (check->roles[block] & LFS_ROLE_USED) {
        lfs_found(check, at, remedy, false, "block 0x%x is used twice", block);
        return false;
    }
    check->roles[block] |= LFS_ROLE_USED;
    return true;
}

static uint64_t place(const struct lfs_checking *check, const uint8_t *p)
{
    return (uint64_t)(p - check->fs->data);
}

/* ---- files ---- */

/* Compares the pointers of a file's block with the blocks that precede it. */
static void check_pointers(struct lfs_checking *check, const uint32_t *blocks, uint32_t index)
{
    uint64_t at = (uint64_t)blocks[index] * check->fs->block_size;

    for (uint32_t i = 1; i < lfs_pointer_bytes(index) / 4; i++) {
        uint32_t pointer = esp_get32(check->fs->data + at + 4 * (size_t)i);

        if (pointer != blocks[index - (1u << i)])
            lfs_found(check, at + 4 * i, FILE_UNREADABLE, false,
                      "pointer %u of a file's block is 0x%x, not 0x%x", i, pointer,
                      blocks[index - (1u << i)]);
    }
}

/* Takes the blocks of a file, from the last to the first. */
static void check_list(struct lfs_checking *check, const struct image_littlefs_entry *entry)
{
    uint32_t size = esp_get32(entry->contents + 4);
    uint32_t count = size ? image_littlefs_last_index(check->fs, size) + 1 : 0, left;
    uint32_t *blocks;
    const uint8_t *pointer = entry->contents;

    if (count > check->blocks) {
        lfs_found(check, place(check, pointer), FILE_UNREADABLE, false,
                  "the file '%.*s' has %u bytes, more than the file system", (int)entry->name_size,
                  (const char *)entry->name, size);
        return;
    }
    blocks = malloc((count + 1) * sizeof(*blocks));
    if (!blocks) {
        check->out_of_memory = true;
        return;
    }
    for (left = count; left > 0; left--) {
        blocks[left - 1] = esp_get32(pointer);
        if (!lfs_check_take(check, blocks[left - 1], place(check, pointer), FILE_UNREADABLE))
            break;
        pointer = check->fs->data + (size_t)blocks[left - 1] * check->fs->block_size;
    }
    for (uint32_t i = 0; left == 0 && i < count; i++)
        check_pointers(check, blocks, i);
    free(blocks);
}

static void check_file(struct lfs_checking *check, const struct image_littlefs_entry *entry)
{
    if (entry->structure == IMAGE_LITTLEFS_INLINE)
        return;
    if (entry->structure == IMAGE_LITTLEFS_LIST && entry->contents_size == 8)
        check_list(check, entry);
    else
        lfs_found(check, place(check, entry->name), NO_MOUNT_NOTICES "opening the file fails", false,
                  "the file '%.*s' has no contents", (int)entry->name_size,
                  (const char *)entry->name);
}

/* ---- names ---- */

static bool name_is_possible(const struct lfs_checking *check,
                             const struct image_littlefs_entry *entry)
{
    uint32_t name_max = check->fs->name_max;

    return entry->name_size > 0 && (name_max == 0 || entry->name_size <= name_max) &&
           !memchr(entry->name, '/', entry->name_size) &&
           !memchr(entry->name, '\0', entry->name_size);
}

/* Is there an entry with this name before this one in the pair? */
static bool is_twice(const struct image_littlefs_dir *dir, unsigned id)
{
    const struct image_littlefs_entry *entry = &dir->entries[dir->order[id]];

    for (unsigned i = 0; i < id; i++) {
        const struct image_littlefs_entry *other = &dir->entries[dir->order[i]];

        if (other->name && other->name_size == entry->name_size &&
            other->kind != IMAGE_LITTLEFS_SUPERBLOCK &&
            memcmp(other->name, entry->name, entry->name_size) == 0)
            return true;
    }
    return false;
}

/* How the greatest name so far compares with an entry's. */
static int order_of(const uint8_t *name, uint32_t size, const struct image_littlefs_entry *entry)
{
    const struct lfs_item item = {0, size, name};

    return name ? lfs_compare(&item, (const char *)entry->name, entry->name_size) : -1;
}

/* A search ends at the first pair of the folder that has a greater name. */
static void check_name(struct lfs_checking *check, const struct image_littlefs_entry *entry,
                       bool twice)
{
    int order = order_of(check->greatest_before, check->greatest_before_size, entry);

    if (!name_is_possible(check, entry))
        lfs_found(check, place(check, entry->name), NO_MOUNT_NOTICES "no path leads to the file",
                  false,
                  "a name has %u bytes, or impossible ones; this file system allows %u bytes",
                  entry->name_size, check->fs->name_max);
    if (twice || order == 0)
        lfs_found(check, place(check, entry->name),
                  NO_MOUNT_NOTICES "only one of the files is found", false,
                  "the name '%.*s' is twice in a folder", (int)entry->name_size,
                  (const char *)entry->name);
    else if (order > 0)
        lfs_found(check, place(check, entry->name), NO_MOUNT_NOTICES "no search finds the file",
                  false, "the name '%.*s' is not in its folder's order", (int)entry->name_size,
                  (const char *)entry->name);
    if (order_of(check->greatest, check->greatest_size, entry) < 0) {
        check->greatest = entry->name;
        check->greatest_size = entry->name_size;
    }
}

bool lfs_check_entry(struct lfs_checking *check, const struct image_littlefs_block *block,
                     unsigned id, struct lfs_named *named)
{
    const struct image_littlefs_entry *entry = &check->dir->entries[check->dir->order[id]];
    uint64_t at = (uint64_t)block->number * check->fs->block_size;

    if (entry->name && entry->kind == IMAGE_LITTLEFS_SUPERBLOCK)
        return false;
    if (!entry->name || (entry->kind != IMAGE_LITTLEFS_FILE && entry->kind != IMAGE_LITTLEFS_FOLDER)) {
        lfs_found(check, at, NO_MOUNT_NOTICES "listing the folder may fail", false,
                  "block 0x%x has an entry without a name, or of the unknown kind 0x%x",
                  block->number, entry->kind);
        return false;
    }
    check_name(check, entry, is_twice(check->dir, id));
    if (entry->kind == IMAGE_LITTLEFS_FILE) {
        check_file(check, entry);
        return false;
    }
    if (entry->structure != IMAGE_LITTLEFS_PAIR || entry->contents_size != 8) {
        lfs_found(check, place(check, entry->name), NO_MOUNT_NOTICES "opening the folder fails",
                  false, "the folder '%.*s' has no blocks", (int)entry->name_size,
                  (const char *)entry->name);
        return false;
    }
    named->pair[0] = esp_get32(entry->contents);
    named->pair[1] = esp_get32(entry->contents + 4);
    named->at = place(check, entry->contents);
    return true;
}
