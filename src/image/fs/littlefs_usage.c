/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: counts files and used blocks.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * All pairs are in one list, by their tails.  A block belongs to one file or to one pair,
 * so a block that is met twice is a damage, and the walk ends after each block at the
 * latest.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/littlefs.h"

struct count {
    const struct image_littlefs *fs;
    struct image_fs_usage *usage;
    struct image_littlefs_dir *dir;
    uint8_t *taken; /* one bit for each block */
    uint32_t blocks;
};

uint32_t image_littlefs_last_index(const struct image_littlefs *fs, uint32_t file_size)
{
    /* lfs_ctz_index() of littlefs: on average two pointers of 4 bytes are in each block. */
    uint32_t room = fs->block_size - 8, offset = file_size - 1, index;

    if (file_size == 0 || offset / room == 0)
        return 0;
    index = offset / room;
    return (offset - 4 * ((uint32_t)__builtin_popcount(index - 1) + 2)) / room;
}

/* Takes a block.  "at" is where its number is written. */
static bool take(struct count *count, uint32_t block, size_t at)
{
    uint8_t bit = (uint8_t)(1u << block % 8);

    if (block >= count->blocks)
        return image_fs_damage(count->usage, at, "block 0x%x is named, but there are 0x%x blocks",
                               block, count->blocks);
    if (count->taken[block / 8] & bit)
        return image_fs_damage(count->usage, at, "block 0x%x is used twice", block);
    count->taken[block / 8] |= bit;
    count->usage->used += count->fs->block_size;
    return true;
}

static size_t place(const struct count *count, const uint8_t *p)
{
    return (size_t)(p - count->fs->data);
}

/* Goes through a file's blocks, from the last to the first: each begins with the number of
 * the one before. */
static bool take_file(struct count *count, const struct image_littlefs_entry *entry)
{
    const struct image_littlefs *fs = count->fs;
    const uint8_t *pointer = entry->contents;
    uint32_t size;

    if (entry->contents_size != 8)
        return image_fs_damage(count->usage, place(count, pointer),
                               "a file's list has %u bytes, not 8", entry->contents_size);
    size = esp_get32(entry->contents + 4);
    for (uint32_t left = image_littlefs_last_index(fs, size) + 1; size && left > 0; left--) {
        uint32_t block = esp_get32(pointer);

        if (!take(count, block, place(count, pointer)))
            return false;
        pointer = fs->data + (size_t)block * fs->block_size;
    }
    return true;
}

static bool take_entry(struct count *count, const struct image_littlefs_entry *entry)
{
    if (entry->kind == IMAGE_LITTLEFS_FOLDER)
        count->usage->folders++;
    if (entry->kind != IMAGE_LITTLEFS_FILE)
        return true;
    count->usage->files++;
    return entry->structure != IMAGE_LITTLEFS_LIST || take_file(count, entry);
}

static bool take_pair(struct count *count, const struct image_littlefs_block *block)
{
    image_littlefs_dir_read(count->dir, block);
    for (unsigned i = 0; i < count->dir->count; i++)
        if (!take_entry(count, &count->dir->entries[count->dir->order[i]]))
            return false;
    return true;
}

static void walk(struct count *count)
{
    struct image_littlefs_block block = {.has_tail = true, .tail = {0, 1}};
    size_t at = 0; /* where the pair is named */

    while (block.has_tail && block.tail[0] != IMAGE_LITTLEFS_NO_BLOCK) {
        uint32_t pair[2] = {block.tail[0], block.tail[1]};

        if (!take(count, pair[0], at) || !take(count, pair[1], at))
            return;
        at = (size_t)pair[0] * count->fs->block_size;
        if (!image_littlefs_pair(count->fs, pair, &block)) {
            (void)image_fs_damage(count->usage, at,
                                  "blocks 0x%x and 0x%x have no commit with a right CRC", pair[0],
                                  pair[1]);
            return;
        }
        at = (size_t)block.number * count->fs->block_size;
        if (!take_pair(count, &block))
            return;
    }
}

bool image_littlefs_usage(const struct image_littlefs *fs, struct image_fs_usage *usage)
{
    size_t present = fs->size / fs->block_size;
    struct count count = {
        .fs = fs,
        .usage = usage,
        .blocks = fs->block_count < present ? fs->block_count : (uint32_t)present,
    };
    bool enough;

    usage->total = (uint64_t)fs->block_count * fs->block_size;
    if (!fs->sound)
        return true;
    count.dir = malloc(sizeof(*count.dir));
    count.taken = calloc(count.blocks / 8 + 1, 1);
    enough = count.dir && count.taken;
    if (enough)
        walk(&count);
    free(count.dir);
    free(count.taken);
    return enough;
}
