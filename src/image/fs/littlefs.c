/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: finds its geometry, and reads metadata blocks.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/littlefs.h"

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"

enum {
    MAGIC_OFFSET = 8,  /* "littlefs" is there in block 0 and block 1 of a new file system */
    MAGIC_SIZE = 8,
    CONFIG_OFFSET = 20, /* of the superblock's structure, as formatting writes it */
    BLOCK_SIZE_MIN = 128, /* SPEC.md: 104; in flash, a power of two */
    BLOCK_SIZE_MAX = 1 << 20,
    TAG_SIZE = 4,
    DELETED_SIZE = 0x3ff, /* the length of a tag that has no data, because it deletes */
    TYPE_CRC = 0x500, TYPE_CRC_MASK = 0x780,
    TYPE_TAIL = 0x600, TYPE1_MASK = 0x700,
};

static uint32_t get_be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* ---- one block ---- */

/* A walk over the tags of a block. */
struct walk {
    const uint8_t *data;
    uint32_t end; /* of the block, or of its commits */
    uint32_t at;  /* of the next tag */
    uint32_t previous; /* tag */
    uint32_t commit;   /* where the commit begins */
    uint32_t tag_at;
};

/* Takes the next tag.  False at the end. */
static bool take_tag(struct walk *walk, struct image_littlefs_tag *tag)
{
    uint32_t word;

    if (walk->end - walk->at < TAG_SIZE)
        return false;
    word = get_be32(walk->data + walk->at) ^ walk->previous;
    tag->type = word >> 20 & 0x7ff;
    tag->id = word >> 10 & 0x3ff;
    tag->size = word & 0x3ff;
    tag->deletes = tag->size == DELETED_SIZE;
    if (tag->deletes)
        tag->size = 0;
    tag->data = walk->data + walk->at + TAG_SIZE;
    if (word >> 31 || tag->size > walk->end - walk->at - TAG_SIZE)
        return false;
    walk->tag_at = walk->at;
    walk->at += TAG_SIZE + tag->size;
    walk->previous = word;
    return true;
}

static bool is_crc(const struct image_littlefs_tag *tag)
{
    return (tag->type & TYPE_CRC_MASK) == TYPE_CRC;
}

/* Ends a commit with its CRC tag.  False if the CRC is wrong. */
static bool end_commit(struct walk *walk, const struct image_littlefs_tag *tag)
{
    uint32_t covered = walk->tag_at + TAG_SIZE - walk->commit;

    if (tag->size < 4 ||
        (uint32_t)~crc32(0, walk->data + walk->commit, covered) != esp_get32(tag->data))
        return false;
    walk->previous ^= (uint32_t)(tag->type & 1) << 31; /* the valid bit of the next tags */
    walk->commit = walk->at;
    return true;
}

static struct walk start_walk(const uint8_t *data, uint32_t end)
{
    return (struct walk){.data = data, .end = end, .at = 4, .previous = UINT32_MAX};
}

static void take_tail(struct image_littlefs_block *block, const struct image_littlefs_tag *tag)
{
    block->has_tail = true;
    block->hard_tail = tag->type & 1;
    block->tail[0] = esp_get32(tag->data);
    block->tail[1] = esp_get32(tag->data + 4);
}

static void take_forward(struct image_littlefs_block *block, const struct image_littlefs_tag *tag)
{
    block->forward_size = esp_get32(tag->data);
    block->forward_crc = esp_get32(tag->data + 4);
}

/* Reads a block up to the last commit with a right CRC. */
static void read_block(const struct image_littlefs *fs, uint32_t number,
                       struct image_littlefs_block *block)
{
    const uint8_t *data = fs->data + (size_t)number * fs->block_size;
    struct image_littlefs_block sofar = {.data = data, .number = number};
    struct walk walk = start_walk(data, fs->block_size);
    struct image_littlefs_tag tag;

    sofar.revision = esp_get32(data);
    *block = sofar;
    while (take_tag(&walk, &tag)) {
        if (is_crc(&tag)) {
            if (!end_commit(&walk, &tag))
                return;
            *block = sofar;
            block->end = walk.at;
            block->last_tag = walk.previous;
            block->ends |= walk.at;
            sofar.ends = block->ends;
            sofar.forward_size = 0;
        } else if ((tag.type & TYPE1_MASK) == TYPE_TAIL && tag.size == 8) {
            take_tail(&sofar, &tag);
        } else if (tag.type == IMAGE_LITTLEFS_FORWARD && tag.size == 8) {
            take_forward(&sofar, &tag);
        }
    }
}

void image_littlefs_tags(const struct image_littlefs_block *block, image_littlefs_visit *visit,
                         void *context)
{
    struct walk walk = start_walk(block->data, block->end);
    struct image_littlefs_tag tag;

    while (walk.at < block->end && take_tag(&walk, &tag)) {
        if (is_crc(&tag))
            walk.previous ^= (uint32_t)(tag.type & 1) << 31;
        else
            visit(context, &tag);
    }
}

static bool within(const struct image_littlefs *fs, uint32_t block)
{
    return block < fs->block_count && block < fs->size / fs->block_size;
}

bool image_littlefs_pairs_meet(const uint32_t a[2], const uint32_t b[2])
{
    return a[0] == b[0] || a[0] == b[1] || a[1] == b[0] || a[1] == b[1];
}

bool image_littlefs_pair(const struct image_littlefs *fs, const uint32_t pair[2],
                         struct image_littlefs_block *block)
{
    struct image_littlefs_block other;

    if (!within(fs, pair[0]) || !within(fs, pair[1]))
        return false;
    read_block(fs, pair[0], block);
    read_block(fs, pair[1], &other);
    /* Revisions are compared as sequence numbers, which may overflow. */
    if (other.end && (!block->end || (int32_t)(other.revision - block->revision) > 0))
        *block = other;
    block->has_moved = fs->has_moved && image_littlefs_pairs_meet(fs->moved_in, pair);
    block->moved = fs->moved;
    return block->end > 0;
}

void image_littlefs_renew(const struct image_littlefs *fs, uint8_t *data, uint32_t block,
                          uint32_t end)
{
    uint8_t *start = data + (size_t)block * fs->block_size;
    struct walk walk = start_walk(start, end);
    struct image_littlefs_tag tag;

    while (walk.at < end && take_tag(&walk, &tag)) {
        if (!is_crc(&tag) || tag.size < 4)
            continue;
        esp_put32(start + walk.tag_at + TAG_SIZE,
                  (uint32_t)~crc32(0, start + walk.commit, walk.tag_at + TAG_SIZE - walk.commit));
        walk.previous ^= (uint32_t)(tag.type & 1) << 31;
        walk.commit = walk.at;
    }
}

void image_littlefs_wipe_padding(const struct image_littlefs *fs, uint8_t *data, uint32_t block,
                                 uint32_t end)
{
    uint8_t *start = data + (size_t)block * fs->block_size;
    struct walk walk = start_walk(start, end);
    struct image_littlefs_tag tag;

    while (walk.at < end && take_tag(&walk, &tag)) {
        if (!is_crc(&tag))
            continue;
        if (tag.size > 4)
            memset(start + walk.tag_at + TAG_SIZE + 4, 0xff, tag.size - 4);
        walk.previous ^= (uint32_t)(tag.type & 1) << 31;
    }
}

/* ---- the superblock ---- */

static bool has_magic(const uint8_t *block)
{
    return memcmp(block + MAGIC_OFFSET, "littlefs", MAGIC_SIZE) == 0;
}

static bool plausible(uint32_t block_size, size_t size)
{
    return block_size >= BLOCK_SIZE_MIN && block_size <= BLOCK_SIZE_MAX &&
           (block_size & (block_size - 1)) == 0 && block_size <= size / 2;
}

void image_littlefs_take_config(struct image_littlefs *fs, const uint8_t *config)
{
    fs->version = esp_get32(config);
    fs->block_size = esp_get32(config + 4);
    fs->block_count = esp_get32(config + 8);
    fs->name_max = esp_get32(config + 12);
    fs->file_max = esp_get32(config + 16);
    fs->attr_max = esp_get32(config + 20);
}

/* Reads the superblock, if blocks have this size.  False if there is none with a right CRC. */
static bool read_superblock(struct image_littlefs *fs, uint32_t block_size)
{
    static const uint32_t first_pair[2] = {0, 1};
    struct image_littlefs_block block;

    fs->block_size = block_size;
    fs->block_count = (uint32_t)(fs->size / block_size); /* until it is known */
    if (!image_littlefs_pair(fs, first_pair, &block) || !image_littlefs_read_list(fs))
        return false;
    fs->superblock = block.number;
    fs->revision = block.revision;
    return true;
}

/* Guesses the geometry from the first copy of a damaged superblock that has the magic and a
 * block size that fits its place. */
static bool guess(struct image_littlefs *fs)
{
    const uint8_t *data = fs->data;

    if (has_magic(data) && plausible(esp_get32(data + CONFIG_OFFSET + 4), fs->size)) {
        image_littlefs_take_config(fs, data + CONFIG_OFFSET);
        return true;
    }
    for (uint32_t size = BLOCK_SIZE_MIN; plausible(size, fs->size); size *= 2)
        if (has_magic(data + size) && esp_get32(data + size + CONFIG_OFFSET + 4) == size) {
            image_littlefs_take_config(fs, data + size + CONFIG_OFFSET);
            return true;
        }
    return false;
}

bool image_littlefs_find(struct image_littlefs *fs, const uint8_t *data, size_t size)
{
    *fs = (struct image_littlefs){.data = data, .size = size};
    if (size < 2 * BLOCK_SIZE_MIN)
        return false;
    for (uint32_t block_size = BLOCK_SIZE_MIN; !fs->sound && plausible(block_size, size);
         block_size *= 2)
        fs->sound = read_superblock(fs, block_size);
    return fs->sound || guess(fs);
}
