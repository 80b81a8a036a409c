/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judge of littlefs: reads a metadata block.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/image/fs/edit/littlefs/lfs_judge_block.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool lfs_judge_fault(struct lfs_judge *judge, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (!judge->fault[0])
        vsnprintf(judge->fault, sizeof(judge->fault), format, args);
    va_end(args);
    return false;
}

uint32_t lfs_judge_little(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t big(const uint8_t *p)
{
    return p[3] | (uint32_t)p[2] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[0] << 24;
}

/* The CRC of littlefs: polynomial 0x04c11db7, reflected, without a last inversion. */
static uint32_t crc(uint32_t sum, const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        sum ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++)
            sum = sum & 1 ? sum >> 1 ^ 0xedb88320 : sum >> 1;
    }
    return sum;
}

static void insert(struct lfs_judge_block *block, unsigned id)
{
    memmove(&block->slots[id + 1], &block->slots[id],
            (block->count - id) * sizeof(block->slots[0]));
    memset(&block->slots[id], 0, sizeof(block->slots[0]));
    block->count++;
}

static void erase(struct lfs_judge_block *block, unsigned id)
{
    block->count--;
    memmove(&block->slots[id], &block->slots[id + 1],
            (block->count - id) * sizeof(block->slots[0]));
}

static void set_attribute(struct lfs_judge_slot *slot, uint8_t type, const uint8_t *data, uint32_t size)
{
    unsigned i = 0;

    while (i < slot->attribute_count && slot->attribute_types[i] != type)
        i++;
    if (i == LFS_JUDGE_ATTRIBUTES)
        return;
    if (i == slot->attribute_count)
        slot->attribute_count++;
    slot->attribute_types[i] = type;
    slot->attributes[i] = data;
    slot->attribute_sizes[i] = size;
}

/* Applies a tag to the block.  False: the tag makes no sense. */
static bool apply(struct lfs_judge_block *block, unsigned type, unsigned id, const uint8_t *data,
                  uint32_t size)
{
    if (type == 0x401) {
        if (id > block->count || block->count >= LFS_JUDGE_IDS - 1)
            return false;
        insert(block, id);
        return true;
    }
    if (type == 0x4ff) {
        if (id >= block->count)
            return false;
        erase(block, id);
        return true;
    }
    if (type >> 8 == 6 && size == 8) {
        block->has_tail = true;
        block->hard = type & 1;
        block->tail[0] = lfs_judge_little(data);
        block->tail[1] = lfs_judge_little(data + 4);
        return true;
    }
    if (type == 0x7ff && size == 12) {
        for (unsigned i = 0; i < 3; i++)
            block->state[i] = lfs_judge_little(data + 4 * i);
        return true;
    }
    if (type >> 8 == 0 && id == block->count && block->count < LFS_JUDGE_IDS - 1)
        insert(block, id); /* a compacted block has no tags for creation */
    if (id >= block->count)
        return false;
    if (type >> 8 == 0) {
        block->slots[id].kind = type;
        block->slots[id].name = data;
        block->slots[id].name_size = size;
    } else if (type >> 8 == 2) {
        block->slots[id].structure = type;
        block->slots[id].contents = data;
        block->slots[id].size = size;
    } else if (type >> 8 == 3) {
        set_attribute(&block->slots[id], type & 0xff, data, size);
    } else {
        return false;
    }
    return true;
}

static void copy(struct lfs_judge_block *to, const struct lfs_judge_block *from)
{
    memcpy(to, from, offsetof(struct lfs_judge_block, slots) + from->count * sizeof(from->slots[0]));
}

/* Reads a block.  end 0: no commit has a right CRC. */
static bool read_block(struct lfs_judge *judge, uint32_t number, struct lfs_judge_block *block)
{
    static struct lfs_judge_block sofar; /* large */
    const uint8_t *data = judge->data + (size_t)number * judge->block_size;
    uint32_t at = 4, begin = 0, last = 0xffffffff, forward_size = 0, forward_crc = 0;
    bool sense = true, erased = false;

    memset(&sofar, 0, offsetof(struct lfs_judge_block, slots));
    sofar.revision = lfs_judge_little(data);
    copy(block, &sofar);
    while (at + 4 <= judge->block_size) {
        uint32_t tag = big(data + at) ^ last, size = tag & 0x3ff;
        unsigned type = tag >> 20 & 0x7ff;

        if (size == 0x3ff)
            size = 0;
        if (tag >> 31 || at + 4 + size > judge->block_size)
            break;
        if ((type & 0x780) == 0x500) {
            if (size < 4 || crc(crc(0xffffffff, data + begin, at - begin), data + at, 4) !=
                                lfs_judge_little(data + at + 4))
                break;
            if (!sense)
                return lfs_judge_fault(judge, "block %u has a tag that makes no sense", number);
            begin = at += 4 + size;
            sofar.end = at;
            copy(block, &sofar);
            last = tag ^ (uint32_t)(type & 1) << 31;
            erased = forward_size > 0 && at + forward_size <= judge->block_size &&
                     crc(0xffffffff, data + at, forward_size) == forward_crc;
            forward_size = 0;
            continue;
        }
        if (type == 0x5ff) {
            forward_size = lfs_judge_little(data + at + 4);
            forward_crc = lfs_judge_little(data + at + 8);
        } else {
            sense &= apply(&sofar, type, tag >> 10 & 0x3ff, data + at + 4, size);
        }
        last = tag;
        at += 4 + size;
    }
    if (block->end > 0 && judge->version > 0x20000 && !erased && judge->block_size - block->end > 512)
        return lfs_judge_fault(judge, "block %u has no right CRC of the erased bytes behind %u", number,
                     block->end);
    for (at = block->end; block->end > 0 && at < judge->block_size; at++)
        if (data[at] != 0xff)
            return lfs_judge_fault(judge, "block %u has bytes behind its commits, at %u", number, at);
    return true;
}

bool lfs_judge_pair(struct lfs_judge *judge, const uint32_t pair[2], struct lfs_judge_block *block)
{
    static struct lfs_judge_block other;
    char faults[2][sizeof(judge->fault)] = {"", ""};
    unsigned newer = 0;

    if (pair[0] >= judge->block_count || pair[1] >= judge->block_count)
        return lfs_judge_fault(judge, "there is no pair %u, %u", pair[0], pair[1]);
    if (!read_block(judge, pair[0], block))
        memcpy(faults[0], judge->fault, sizeof(faults[0]));
    judge->fault[0] = '\0';
    if (!read_block(judge, pair[1], &other))
        memcpy(faults[1], judge->fault, sizeof(faults[1]));
    if (other.end > 0 && (block->end == 0 || (int32_t)(other.revision - block->revision) > 0)) {
        copy(block, &other);
        newer = 1;
    }
    memcpy(judge->fault, faults[newer], sizeof(judge->fault));
    if (judge->fault[0])
        return false;
    return block->end > 0 || lfs_judge_fault(judge, "pair %u, %u has no right CRC", pair[0], pair[1]);
}
