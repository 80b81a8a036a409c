/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: what the list of all pairs tells of the whole.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: SPEC.md of littlefs, "0x7ff LFS_TYPE_MOVESTATE"; lfs_mount() of lfs.c.  Each pair has
 * a part of the global state.
 *
 * If the first pair was written often, its superblock has a copy in the pair where the root's
 * entries are, and later changes go to that copy.  Versions of littlefs before 2.9.3 then left
 * no superblock in the first pair: Arduino for the ESP8266 comes to that soon, because it does
 * so each 17th time that the pair is compacted.
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/littlefs.h"

enum {
    STATE_SIZE = 12,
    STRUCTURE_MASK = 0x700,
    TYPE_DELETE = 0x4ff, /* of an entry's move, in the state's tag */
};

/* What a pair tells. */
struct told {
    const uint8_t *state, *config;
    bool superblock;
};

static void visit(void *context, const struct image_littlefs_tag *tag)
{
    struct told *told = context;

    if (tag->type == IMAGE_LITTLEFS_STATE && tag->size == STATE_SIZE)
        told->state = tag->data;
    if (tag->type == IMAGE_LITTLEFS_SUPERBLOCK && tag->id == 0)
        told->superblock = tag->size == 8 && memcmp(tag->data, "littlefs", 8) == 0;
    if ((tag->type & STRUCTURE_MASK) == IMAGE_LITTLEFS_PAIR && tag->id == 0)
        told->config = tag->type == IMAGE_LITTLEFS_INLINE &&
                               tag->size == IMAGE_LITTLEFS_CONFIG_SIZE
                           ? tag->data
                           : NULL; /* the newest structure counts */
}

static void take_state(struct image_littlefs *fs)
{
    fs->orphans = fs->state[0] >> 31;
    fs->has_moved = (fs->state[0] >> 20 & 0x7ff) == TYPE_DELETE;
    fs->moved = fs->state[0] >> 10 & 0x3ff;
    fs->moved_in[0] = fs->state[1];
    fs->moved_in[1] = fs->state[2];
}

bool image_littlefs_read_list(struct image_littlefs *fs)
{
    struct image_littlefs_block block = {.has_tail = true, .tail = {0, 1}};
    bool found = false;

    memset(fs->state, 0, sizeof(fs->state));
    /* The list has no more pairs than there are blocks, unless it is a circle. */
    for (uint32_t left = fs->block_count;
         left > 0 && block.has_tail && block.tail[0] != IMAGE_LITTLEFS_NO_BLOCK; left--) {
        uint32_t pair[2] = {block.tail[0], block.tail[1]};
        struct told told = {0};

        if (!image_littlefs_pair(fs, pair, &block))
            break;
        image_littlefs_tags(&block, visit, &told);
        for (unsigned i = 0; i < 3 && told.state; i++)
            fs->state[i] ^= esp_get32(told.state + 4 * i);
        if (told.superblock && told.config && esp_get32(told.config + 4) == fs->block_size &&
            esp_get32(told.config + 8) >= 2) {
            image_littlefs_take_config(fs, told.config);
            found = true;
        }
    }
    take_state(fs);
    return found;
}
