/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing and programming runs of sectors by ERASE_REGION and FLASH_DEFL.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A block that arrived damaged is sent again.  If it is not known whether the stub took a
 * block, the stream begins again: on a line that damages, with one sector at a time and with
 * smaller blocks.
 */
#include <stdlib.h>
#include <zlib.h>

#include "base/bytes.h"
#include "esp/flash/foreign/foreign_impl.h"
#include "esp/foreign/foreigncmd.h"

enum {
    SECTOR = ESP_SECTOR_SIZE,
    BLOCK_MIN = 0x100, /* on a line that damages longer blocks */
    SENDINGS = 4,      /* of a block that arrives damaged */
    TRIES = 12,        /* of a sector */
    LEVEL = 9,
};

/* The contents of a run, compressed. */
struct stream {
    uint8_t *bytes;
    uLongf size;
};

static int compress_run(struct esp_session *s, const uint8_t *data, uint32_t size,
                        struct stream *stream)
{
    stream->size = compressBound(size);
    stream->bytes = malloc(stream->size);
    if (!stream->bytes || compress2(stream->bytes, &stream->size, data, size, LEVEL) != Z_OK) {
        free(stream->bytes);
        stream->bytes = NULL;
        return esp_fail(&s->fault, ESP_ERR_NOMEM, "out of memory");
    }
    return 0;
}

static int recover(struct esp_session *s)
{
    int err = esp_cmdflash_recover(s);

    return err ? err : esp_session_check_identity(s);
}

/* If another board was plugged in, its stub would change that board's flash. */
static int prepare(struct esp_session *s)
{
    int err = esp_session_check_identity_if_in_doubt(s);

    return err ? err : esp_cmdflash_ready(s);
}

/* ---- erasing ---- */

static int erase_once(struct esp_session *s, uint32_t address, uint32_t size)
{
    int err = prepare(s);

    if (!err)
        err = esp_foreign_erase(&s->link, address, size);
    return err;
}

int esp_foreign_erase_run(struct esp_session *s, uint32_t address, uint32_t size)
{
    int err = erase_once(s, address, size);

    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        err = recover(s);
        if (!err)
            err = erase_once(s, address, size);
        s->link.mended += !err;
    }
    return err;
}

/* ---- programming ---- */

static int send_block(struct esp_session *s, uint32_t number, const uint8_t *data, size_t size)
{
    bool damaged = true;
    int err = 0;

    for (int i = 0; i < SENDINGS && damaged; i++) {
        err = esp_foreign_block(&s->link, number, data, size, &damaged);
        s->link.mended += !err && i > 0;
    }
    return err;
}

static int send_stream(struct esp_session *s, uint32_t address, uint32_t size,
                       const struct stream *stream, uint32_t block)
{
    uint32_t blocks = (uint32_t)((stream->size + block - 1) / block);
    int err = prepare(s);

    if (!err)
        err = esp_foreign_begin(&s->link, address, size, blocks, block);
    for (uint32_t i = 0; i < blocks && !err; i++) {
        size_t at = (size_t)i * block, left = stream->size - at;

        err = send_block(s, i, stream->bytes + at, left < block ? left : block);
        if (!err && block >= SECTOR)
            esp_link_achieved(&s->link);
    }
    return err ? err : esp_foreign_end(&s->link);
}

static int program(struct esp_session *s, uint32_t address, uint32_t size, const uint8_t *data,
                   uint32_t block)
{
    struct stream stream;
    int err = compress_run(s, data, size, &stream);

    if (err)
        return err;
    err = send_stream(s, address, size, &stream, block);
    free(stream.bytes);
    return err;
}

/* A digest proves the sector at once: damage that the one byte of check sum hides is likely on
 * a line that damages. */
static int program_sector_surely(struct esp_session *s, uint32_t address, const uint8_t *data,
                                 uint32_t *block)
{
    bool same = false;
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && esp_worth_retry(err); i++) {
        err = i ? recover(s) : 0;
        if (!err)
            err = program(s, address, SECTOR, data, *block);
        if (!err)
            err = esp_cmdflash_holds(s, address, SECTOR, data, &same);
        if (!err && same) {
            esp_link_achieved(&s->link);
            return 0;
        }
        if (!err)
            err = i + 1 < TRIES ? ESP_ERR_TIMEOUT : 0; /* the look at all sectors tells it */
        if (*block > BLOCK_MIN)
            *block /= 2;
    }
    return err;
}

/* Programs sectors that shall not be blank. */
static int program_surely(struct esp_session *s, uint32_t address, uint32_t size,
                          const uint8_t *data)
{
    uint32_t block = ESP_FOREIGN_BLOCK_MAX / 4;
    int err = program(s, address, size, data, ESP_FOREIGN_BLOCK_MAX);

    if (!esp_worth_retry(err))
        return err;
    err = recover(s);
    for (uint32_t at = 0; at < size && !err; at += SECTOR)
        err = program_sector_surely(s, address + at, data + at, &block);
    s->link.mended += !err;
    return err;
}

int esp_foreign_write_run(struct esp_session *s, uint32_t address, uint32_t size,
                          const uint8_t *data)
{
    int err = 0;

    for (uint32_t at = 0, end; at < size && !err; at = end) {
        bool blank = esp_blank(data + at, SECTOR);

        for (end = at + SECTOR; end < size && esp_blank(data + end, SECTOR) == blank;)
            end += SECTOR;
        err = blank ? esp_foreign_erase_run(s, address + at, end - at)
                    : program_surely(s, address + at, end - at, data + at);
    }
    return err;
}
