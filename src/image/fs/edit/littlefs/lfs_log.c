/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: writes a commit into a block.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The block is erased from the commit's begin on.  A CRC tag ends the commit, and fills it up
 * to a multiple of the program size.  One tag fills at most 0x3fe bytes, so more tags may be
 * needed.  Since version 2.1, the last of them has a CRC of the erased bytes behind before it,
 * unless the block ends there: a mount compares it, to know that nothing was written there.
 */
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfsedit.h"

enum {
    TAG_SIZE = 4,
    CRC_SIZE = 8,      /* with its tag */
    FORWARD_SIZE = 12, /* with its tag */
    LENGTH_MAX = 0x3fe,
};

static void put_be32(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)(value >> 24);
    p[1] = (uint8_t)(value >> 16);
    p[2] = (uint8_t)(value >> 8);
    p[3] = (uint8_t)value;
}

static void put_tag(struct lfs_log *log, unsigned type, unsigned id, uint32_t size)
{
    uint32_t tag = (uint32_t)type << 20 | (uint32_t)id << 10 | size;

    put_be32(log->block + log->at, tag ^ log->previous);
    log->previous = tag;
    log->at += TAG_SIZE;
}

bool lfs_log_put(struct lfs_log *log, unsigned type, unsigned id, const void *data, uint32_t size)
{
    if (size > LENGTH_MAX || log->at + TAG_SIZE + size > log->block_size - CRC_SIZE)
        return false;
    put_tag(log, type, id, size);
    if (size > 0)
        memmove(log->block + log->at, data, size);
    log->at += size;
    return true;
}

static uint32_t round_up(uint32_t value, uint32_t unit)
{
    return (value + unit - 1) / unit * unit;
}

/* The end of the next CRC tag's padding, of a commit that goes on to end. */
static uint32_t padding_end(const struct lfs_log *log, uint32_t end)
{
    uint32_t room = end - (log->at + TAG_SIZE), next;

    if (room <= LENGTH_MAX)
        return end;
    next = log->at + TAG_SIZE + LENGTH_MAX;
    return next < end - FORWARD_SIZE - CRC_SIZE ? next : end - FORWARD_SIZE - CRC_SIZE;
}

static void put_forward(struct lfs_log *log, uint32_t from)
{
    uint8_t value[8];

    esp_put32(value, log->program_size);
    esp_put32(value + 4, (uint32_t)~crc32(0, log->block + from, log->program_size));
    put_tag(log, IMAGE_LITTLEFS_FORWARD, IMAGE_LITTLEFS_NO_ID, sizeof(value));
    memcpy(log->block + log->at, value, sizeof(value));
    log->at += sizeof(value);
}

void lfs_log_end(struct lfs_log *log)
{
    uint32_t need = (log->forward ? FORWARD_SIZE : 0) + CRC_SIZE;
    uint32_t end = log->at + need;

    end = round_up(end < log->block_size ? end : log->block_size, log->program_size);
    while (log->at < end) {
        uint32_t next = padding_end(log, end);

        if (log->forward && next == end && next <= log->block_size - log->program_size)
            put_forward(log, next);
        put_tag(log, LFS_CRC, IMAGE_LITTLEFS_NO_ID, next - log->at - TAG_SIZE);
        esp_put32(log->block + log->at,
                  (uint32_t)~crc32(0, log->block + log->begin, log->at - log->begin));
        log->at = log->begin = next;
    }
}
