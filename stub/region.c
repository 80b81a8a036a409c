/* SPDX-License-Identifier: GPL-3.0-or-later */
/* READ_REGION: flash contents, stored or compressed while they are sent.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "region.h"

#include "arena.h"
#include "chip.h"
#include "crc32.h"
#include "reader.h"

_Static_assert((int)ESP_REGION_MAX <= (int)DEFLATE_REGION_MAX, "a region is compressed as one");

uint32_t deflate_room(void)
{
    return chip_uart_room() / 2; /* each may need an escape */
}

void deflate_put(uint8_t byte)
{
    slip_put(byte);
}

/* A region on its way out. */
struct region {
    uint32_t options;
    uint32_t crc;
    uint32_t blank; /* bytes from its start, if there were no others so far */
    bool started;   /* there were */
};

static void pass(struct region *region, const uint32_t *chunk, uint32_t size)
{
    if (region->options == ESP_REGION_DEFLATE)
        deflate_add(&arena.deflate, chunk, size);
    else
        slip_put_bytes(chunk, size);
    region->crc = crc32_add(region->crc, chunk, size);
    chip_feed_watchdog();
}

static bool is_blank(const uint32_t *chunk, uint32_t size)
{
    const uint8_t *bytes = (const uint8_t *)chunk;
    uint32_t all = 0xffffffff, i;

    for (i = 0; i + 4 <= size; i += 4)
        all &= chunk[i / 4];
    for (; i < size; i++)
        all &= bytes[i] | 0xffffff00;
    return all == 0xffffffff;
}

/* What was held back because it might all have been blank. */
static void start(struct region *region)
{
    uint32_t chunk[CHIP_FLASH_CHUNK / 4];

    _Static_assert(sizeof chunk == CHIP_FLASH_CHUNK, "what came before was whole chunks");
    for (unsigned i = 0; i < CHIP_FLASH_CHUNK / 4; i++)
        chunk[i] = 0xffffffff;
    region->started = true;
    for (; region->blank != 0; region->blank -= CHIP_FLASH_CHUNK)
        pass(region, chunk, CHIP_FLASH_CHUNK);
}

/* Sends contents and trailer; false after a failure, when the host sees from
 * the status that what came before means nothing. */
static bool send(uint32_t address, uint32_t length, uint32_t options)
{
    struct region region;
    struct reader reader;
    uint32_t size;

    region.options = options;
    region.crc = region.blank = 0;
    region.started = options != ESP_REGION_DEFLATE;
    if (options == ESP_REGION_DEFLATE)
        deflate_begin(&arena.deflate, chip_deflate_words(), length);
    reader_open(&reader, address, length);
    while ((size = reader_next(&reader)) != 0) {
        if (!region.started && is_blank(reader.chunk, size)) {
            region.blank += size;
            continue;
        }
        if (!region.started)
            start(&region);
        pass(&region, reader.chunk, size);
    }
    if (reader.failed)
        return false;
    slip_put32(address);
    slip_put32(length);
    slip_put32(region.started ? region.crc : ESP_REGION_BLANK);
    return true;
}

void region_read(const struct request *request)
{
    /* The request lies in the arena too. */
    uint32_t address = request->data[0], length = request->data[1];
    uint32_t options = request->data[2], tag = request->data[3];
    uint8_t op = request->op, status = 0;

    if (options > ESP_REGION_DEFLATE || length > ESP_REGION_MAX ||
        !reader_range_ok(address, length))
        status = ESP_STUB_BAD_RANGE;
    else if (!chip_flash_ready())
        status = ESP_STUB_FLASH_TIMEOUT;
    answer_begin(op, 0, tag);
    if (status == 0 && !send(address, length, options))
        status = ESP_STUB_FLASH_TIMEOUT;
    answer_end(status);
}
