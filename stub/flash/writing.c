/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands WRITE_REGION and ERASE_SECTORS: checking requests and sending answers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/writing.h"

#include "stub/arena.h"
#include "stub/chip.h"
#include "stub/crc32.h"
#include "stub/deflate/inflate.h"
#include "stub/flash/write/eraser.h"
#include "stub/flash/nor.h"
#include "stub/flash/reader.h"
#include "stub/flash/write/writer.h"
#include "stub/limits.h"

enum {
    OPTIONS_KNOWN = ESP_WRITE_DEFLATE | ESP_WRITE_ERASE_64K,
    PIECE = 128, /* bytes; 10 us at 160 MHz */
};

/* A failure of the flash after an answer was sent: an enum esp_status, or 0. */
static uint8_t failure;

/* True if the stub does not understand the flash; then the stub does not change it any
 * more. */
static bool is_final(uint8_t status)
{
    return status == ESP_STUB_UNSURE || status == ESP_STUB_ERASED_MORE;
}

static bool whole_sectors(uint32_t address, uint32_t length, uint32_t longest)
{
    return (address | length) % ESP_SECTOR_SIZE == 0 && length <= longest &&
           reader_range_ok(address, length);
}

static void note(uint8_t status)
{
    if (failure == 0 || is_final(status))
        failure = status;
}

void writing_finish(void)
{
    note(writer_finish());
    while (nor_poll() == NOR_BUSY) /* with an erase; if that fails, what comes next notices it */
        chip_feed_watchdog();
}

uint32_t writing_crc32(uint32_t crc, const void *bytes, uint32_t size)
{
    const uint8_t *next = bytes;

    for (uint32_t piece; size != 0; size -= piece, next += piece) {
        piece = size < PIECE ? size : PIECE;
        crc = crc32_add(crc, next, piece);
        writer_step();
    }
    return crc;
}

static void step(void)
{
    writer_step();
}

static void copy(uint32_t *to, const uint32_t *from, uint32_t size)
{
    for (uint32_t i = 0; i < size / 4; i++)
        to[i] = from[i];
}

/* Puts the contents where the next request does not overwrite them.  Returns 0 or an enum
 * esp_status. */
static uint8_t unpack(const struct request *request, uint32_t *contents)
{
    const struct esp_write_region *region = (const void *)request->data;
    const uint32_t *data = request->data + sizeof *region / 4;
    uint32_t size = request->size - (uint32_t)sizeof *region;

    if ((region->options & ~(uint32_t)OPTIONS_KNOWN) != 0 ||
        !whole_sectors(region->address, region->length, STUB_WRITE_MAX))
        return ESP_STUB_BAD_RANGE;
    if (region->options & ESP_WRITE_DEFLATE) {
        if (!inflate_buffer((const uint8_t *)data, size, (uint8_t *)contents, region->length,
                            STUB_BUFFERS > 1 ? step : 0))
            return ESP_STUB_BAD_DATA;
    } else if (size == region->length) {
        copy(contents, data, size);
    } else {
        return ESP_STUB_BAD_LENGTH;
    }
    return writing_crc32(0, contents, region->length) == region->crc32 ? 0 : ESP_STUB_BAD_DATA;
}

void writing_write_region(const struct request *request)
{
    static uint32_t buffer; /* the one that is not being written */
    const struct esp_write_region *region = (const void *)request->data;
    uint8_t status;

    if (request->size < sizeof *region) {
        answer(request->op, 0, ESP_STUB_BAD_LENGTH);
        return;
    }
    if (STUB_BUFFERS == 1 || !writer_step())
        note(writer_finish());
    status = failure;
    if (!is_final(failure))
        failure = 0;
    if (status == 0)
        status = unpack(request, arena.contents[buffer]);
    answer(request->op, region->tag, status);
    if (status != 0)
        return;
    note(writer_finish());
    if (is_final(failure))
        return;
    writer_begin(region->address, arena.contents[buffer], region->length, region->options);
    buffer = (buffer + 1) % STUB_BUFFERS;
}

void writing_erase_sectors(const struct request *request)
{
    const struct esp_erase_sectors *sectors = (const void *)request->data;
    struct esp_erase_result result = { .address = sectors->address, .length = sectors->length };
    uint8_t status = ESP_STUB_BAD_RANGE;

    if (is_final(failure))
        status = failure;
    else if (sectors->options <= ESP_ERASE_ALL &&
        whole_sectors(sectors->address, sectors->length, ESP_ERASE_MAX))
        status = nor_ready()
                     ? eraser_erase(sectors->address, sectors->length,
                                    sectors->options & ESP_ERASE_ALL, &result.erased)
                     : ESP_STUB_FLASH_TIMEOUT;
    if (is_final(status))
        failure = status;
    if (status != 0) {
        answer(request->op, sectors->tag, status);
        return;
    }
    result.crc32 = crc32_add(0, &result, sizeof result - sizeof result.crc32);
    answer_begin(request->op, sizeof result + ESP_STATUS_SIZE, sectors->tag);
    slip_put_bytes(&result, sizeof result);
    answer_end(0);
}
