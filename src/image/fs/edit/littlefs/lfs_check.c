/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: reports all damage.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * What a mount does is from lfs_mount() of lfs.c: it reads the list of pairs, and nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfs_checking.h"
#include "image/fs/edit/littlefs/lfsedit.h"

#define MOUNT_FAILS "a mount fails"

/* ---- the list of pairs ---- */

static bool add_named(struct lfs_checking *check, const struct lfs_named *named)
{
    if (check->named_count == check->named_room) {
        size_t room = check->named_room ? 2 * check->named_room : 16;
        struct lfs_named *list = realloc(check->named, room * sizeof(*list));

        if (!list) {
            check->out_of_memory = true;
            return false;
        }
        check->named = list;
        check->named_room = room;
    }
    check->named[check->named_count++] = *named;
    return true;
}

static void check_entries(struct lfs_checking *check, const struct image_littlefs_block *block)
{
    struct image_littlefs_dir *dir = check->dir;

    image_littlefs_dir_read(dir, block);
    for (unsigned i = 0; i < dir->count && !check->out_of_memory; i++) {
        struct lfs_named named;

        if (lfs_check_entry(check, block, i, &named))
            (void)add_named(check, &named);
    }
}

/* Reads one pair, whose number is written at "at".  False: the list cannot be followed. */
static bool check_pair(struct lfs_checking *check, const uint32_t pair[2], size_t at,
                       struct image_littlefs_block *block)
{
    const struct image_littlefs *fs = check->fs;
    bool begins_folder = !block->hard_tail;

    for (unsigned i = 0; i < 2; i++) {
        if (!lfs_check_take(check, pair[i], at, MOUNT_FAILS))
            return false;
        check->roles[pair[i]] |= begins_folder ? LFS_ROLE_HEAD : 0;
    }
    if (!image_littlefs_pair(fs, pair, block)) {
        lfs_found(check, (uint64_t)pair[0] * fs->block_size, MOUNT_FAILS, false,
                  "blocks 0x%x and 0x%x have no commit with a right CRC", pair[0], pair[1]);
        return false;
    }
    if (!esp_blank(block->data + block->end, fs->block_size - block->end))
        lfs_found(check, (uint64_t)block->number * fs->block_size + block->end,
                  "a mount ignores it, and the next change writes the pair's other block", true,
                  "block 0x%x has a commit that was not completed", block->number);
    if (begins_folder)
        check->greatest = NULL;
    check->greatest_before = check->greatest;
    check->greatest_before_size = check->greatest_size;
    check_entries(check, block);
    return !check->out_of_memory;
}

/* True if the list was followed to its end. */
static bool check_pairs(struct lfs_checking *check)
{
    struct image_littlefs_block block = {.has_tail = true, .tail = {0, 1}};
    size_t at = 0;

    while (block.has_tail && block.tail[0] != IMAGE_LITTLEFS_NO_BLOCK) {
        uint32_t pair[2] = {block.tail[0], block.tail[1]};

        if (!check_pair(check, pair, at, &block))
            return false;
        at = (size_t)block.number * check->fs->block_size;
    }
    return true;
}

/* ---- folders and their pairs ---- */

static bool is_head(const struct lfs_checking *check, const uint32_t pair[2])
{
    return pair[0] < check->blocks && pair[1] < check->blocks &&
           (check->roles[pair[0]] & check->roles[pair[1]] & LFS_ROLE_HEAD);
}

/* Each folder names a pair of the list, and each pair that begins a folder is named. */
static void check_folders(struct lfs_checking *check)
{
    static const char *const completes = "the next change completes what was interrupted";

    check->roles[0] |= LFS_ROLE_NAMED;
    check->roles[1] |= LFS_ROLE_NAMED;
    for (size_t i = 0; i < check->named_count; i++) {
        const struct lfs_named *named = &check->named[i];

        if (!is_head(check, named->pair)) {
            lfs_found(check, named->at,
                      check->fs->orphans ? completes
                                         : "the folder's blocks count as free, and a change "
                                           "overwrites them",
                      check->fs->orphans, "a folder has blocks 0x%x and 0x%x, which are not in "
                      "the list of all pairs", named->pair[0], named->pair[1]);
            continue;
        }
        if (check->roles[named->pair[0]] & LFS_ROLE_NAMED)
            lfs_found(check, named->at, "a change of one folder changes the other", false,
                      "blocks 0x%x and 0x%x belong to two folders", named->pair[0], named->pair[1]);
        check->roles[named->pair[0]] |= LFS_ROLE_NAMED;
        check->roles[named->pair[1]] |= LFS_ROLE_NAMED;
    }
    for (uint32_t i = 0; i < check->blocks; i++)
        if ((check->roles[i] & (LFS_ROLE_HEAD | LFS_ROLE_NAMED)) == LFS_ROLE_HEAD)
            lfs_found(check, (uint64_t)i * check->fs->block_size,
                      check->fs->orphans ? completes : "the block stays in use",
                      check->fs->orphans, "block 0x%x belongs to a pair that no folder has", i);
}

/* ---- the whole ---- */

static void check_superblock(struct lfs_checking *check)
{
    const struct image_littlefs *fs = check->fs;
    size_t present = fs->size / fs->block_size;

    if (fs->version >> 16 != 2 || (fs->version & 0xffff) > 1)
        lfs_found(check, 0, "a mount by a library for 2.0 or 2.1 fails", false,
                  "the version is %u.%u", fs->version >> 16, fs->version & 0xffff);
    if (fs->block_count > present)
        lfs_found(check, 0, "a mount of a partition of this size fails", false,
                  "there are %u blocks, but only %zu bytes are there", fs->block_count, fs->size);
    if (fs->has_moved)
        lfs_found(check, (uint64_t)(fs->moved_in[0] < check->blocks ? fs->moved_in[0] : 0) *
                             fs->block_size,
                  "the entry counts as deleted, and the next change deletes it", true,
                  "a move was interrupted: entry %u of blocks 0x%x and 0x%x has a new place",
                  fs->moved, fs->moved_in[0], fs->moved_in[1]);
    if (fs->orphans)
        lfs_found(check, 0, "the next change looks for such pairs, and removes them", true,
                  "a change was interrupted: there may be pairs that no folder has");
}

bool lfs_check(const struct image_fs *fs, image_fsfinding_take *take, void *context)
{
    const struct image_littlefs *littlefs = &fs->littlefs;
    size_t present = littlefs->size / littlefs->block_size;
    struct lfs_checking check = {
        .fs = littlefs,
        .take = take,
        .context = context,
        .blocks = littlefs->block_count < present ? littlefs->block_count : (uint32_t)present,
    };

    if (!littlefs->sound) {
        lfs_found(&check, 0, MOUNT_FAILS ", and most firmwares then format the partition", false,
                  "the superblock has no commit with a right CRC");
        return true;
    }
    check.dir = malloc(sizeof(*check.dir));
    check.roles = calloc(check.blocks, 1);
    check.out_of_memory = !check.dir || !check.roles;
    if (!check.out_of_memory)
        check_superblock(&check);
    if (!check.out_of_memory && check_pairs(&check))
        check_folders(&check);
    free(check.dir);
    free(check.roles);
    free(check.named);
    return !check.out_of_memory;
}
