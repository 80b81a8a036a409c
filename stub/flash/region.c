/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command READ_REGION: flash contents, stored or compressed while they are sent.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/region.h"

#include "stub/arena.h"
#include "stub/chip.h"
#include "stub/crc32.h"
#include "stub/flash/digests.h"
#include "stub/flash/look.h"
#include "stub/flash/nor.h"
#include "stub/flash/reader.h"
#include "stub/limits.h"
#include "stub/line/packets.h"
#include "stub/line/ring.h"

_Static_assert((int)STUB_REGION_MAX <= (int)DEFLATE_REGION_MAX, "a region is compressed as one");

uint32_t deflate_room(void)
{
    uint32_t room = ring_room();

    if (packets_skipping())
        return DEFLATE_STEP_MAX;
    /* Half of the room, because each byte may need an escape. */
    return room > PACKETS_BETWEEN ? (room - PACKETS_BETWEEN) / 2 : 0;
}

/* The line is usually slower than the chip, so the stub computes digests while it waits. */
void deflate_put(uint8_t byte)
{
    while (!packets_skipping() && ring_room() < PACKETS_BETWEEN && look_step())
        continue;
    packets_put(byte);
}

/* A region while it is sent. */
struct region {
    uint32_t options;
    uint32_t crc;
    uint32_t blank; /* blank bytes at the region's start that are held back */
    bool started;   /* no more bytes are held back */
};

static void put_bytes(const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        deflate_put(bytes[i]);
}

static void pass(struct region *region, const uint32_t *chunk, uint32_t size)
{
    if (region->options == ESP_REGION_DEFLATE)
        deflate_add(&arena.deflate, chunk, size);
    else
        put_bytes((const uint8_t *)chunk, size);
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

/* Sends the blank bytes that were held back because the whole region might be blank. */
static void start(struct region *region)
{
    uint32_t chunk[BUS_CHUNK / 4];

    _Static_assert(sizeof chunk == BUS_CHUNK, "what came before was whole chunks");
    for (unsigned i = 0; i < BUS_CHUNK / 4; i++)
        chunk[i] = 0xffffffff;
    region->started = true;
    for (; region->blank != 0; region->blank -= BUS_CHUNK)
        pass(region, chunk, BUS_CHUNK);
}

/* Sends the wanted packets of the contents and the trailer.  False after a failure. */
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
    while (!packets_over() && (size = reader_next(&reader)) != 0) {
        if (!region.started && is_blank(reader.chunk, size)) {
            region.blank += size;
            continue;
        }
        if (!region.started)
            start(&region);
        pass(&region, reader.chunk, size);
    }
    reader_close(&reader);
    if (reader.failed)
        return false;
    packets_end(address, length, region.started ? region.crc : ESP_REGION_BLANK);
    return true;
}

static uint8_t check(const uint32_t *data)
{
    uint32_t length = data[1], packet = data[4], look_address = data[9], looks = data[10];

    if (data[2] > ESP_REGION_DEFLATE || length > STUB_REGION_MAX || packet < ESP_PACKET_MIN ||
        looks > ESP_DIGESTS_MAX || !reader_range_ok(data[0], length) ||
        (looks != 0 && !reader_range_ok(look_address, looks * ESP_LOOK_UNIT)))
        return ESP_STUB_BAD_RANGE;
    return nor_ready() ? 0 : ESP_STUB_FLASH_TIMEOUT;
}

void region_read(const struct request *request)
{
    /* A copy of the request's values, because the arena also holds the request. */
    struct esp_digest_request look;
    uint32_t address = request->data[0], length = request->data[1];
    uint32_t options = request->data[2], looks;
    uint8_t status = check(request->data);

    look.tag = request->data[3];
    look.address = request->data[9];
    look.unit = ESP_LOOK_UNIT;
    if (status != 0) {
        answer(ESP_OP_READ_REGION, look.tag, status);
        return;
    }
    looks = request->data[10];
    look_begin(look.address, looks * ESP_LOOK_UNIT, ESP_LOOK_UNIT);
    packets_begin(request);
    if (!send(address, length, options))
        packets_fail(ESP_STUB_FLASH_TIMEOUT);
    look.length = look_end() * ESP_LOOK_UNIT;
    if (looks != 0)
        digests_send(&look);
}
