/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that write, and their results.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_write.h"

#include <stdio.h>

struct machine machine;
static struct nor_stats marked;

uint8_t *flash(uint32_t address)
{
    return (uint8_t *)(uintptr_t)nor_bytes(machine.nor) + address;
}

void fill_random(uint8_t *bytes, uint32_t size, uint32_t seed)
{
    for (uint32_t i = 0; i < size; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(seed >> 24);
    }
}

void mark(void)
{
    marked = *nor_get_stats(machine.nor);
}

bool flash_did(uint64_t sectors, uint64_t blocks, uint64_t pages)
{
    const struct nor_stats *now = nor_get_stats(machine.nor);
    uint64_t s = now->sector_erases - marked.sector_erases;
    uint64_t b32 = now->block32_erases - marked.block32_erases;
    uint64_t b64 = now->block64_erases - marked.block64_erases;
    uint64_t p = now->pages_programmed - marked.pages_programmed;

    if (s == sectors && b32 == 0 && b64 == blocks && p == pages)
        return true;
    printf("# erased %u sectors, %u halves of blocks, %u blocks; programmed %u pages\n", (unsigned)s,
           (unsigned)b32, (unsigned)b64, (unsigned)p);
    return false;
}

bool flash_did_nothing(void)
{
    return flash_did(0, 0, 0) &&
           nor_get_stats(machine.nor)->status_writes == marked.status_writes;
}

bool answered(uint8_t op, uint32_t value, uint8_t detail)
{
    const struct answer *answer = &machine.answer;

    if (answer->op == op && answer->value == value && answer->status == (detail ? 0xc0 : 0) &&
        answer->detail == detail)
        return true;
    printf("# op %02x, value %x, status %02x %02x\n", answer->op, (unsigned)answer->value,
           answer->status, answer->detail);
    return false;
}

bool change_rate(uint32_t baud)
{
    bool good = machine_ask(&machine, ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){baud, machine.baud}, 8);

    machine.baud = baud;
    machine_run_ms(&machine, 1); /* the rate changes one byte time after the answer */
    return good && answered(ESP_OP_CHANGE_BAUDRATE, 0, 0);
}

uint32_t lost(void)
{
    return machine_ask(&machine, ESP_OP_STUB_INFO, NULL, 0) ? word_at(machine.answer.data + 16)
                                                           : UINT32_MAX;
}

static size_t pack(uint8_t *to, size_t room, const uint8_t *bytes, uint32_t length)
{
    z_stream z = {.next_in = (uint8_t *)(uintptr_t)bytes, .avail_in = length, .next_out = to,
                  .avail_out = (uInt)room};

    deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return z.total_out;
}

size_t write_data(uint8_t data[WRITE_DATA_MAX], uint32_t address, const uint8_t *bytes,
                  uint32_t length, uint32_t options, uint32_t tag)
{
    struct esp_write_region region = {address, length, options, tag,
                                      (uint32_t)crc32(0, bytes, length)};
    uint8_t *contents = data + sizeof region;
    size_t size = length;

    if (options & ESP_WRITE_DEFLATE)
        size = pack(contents, WRITE_DATA_MAX - sizeof region, bytes, length);
    if (!(options & ESP_WRITE_DEFLATE) || size >= length) {
        region.options &= ~(uint32_t)ESP_WRITE_DEFLATE;
        size = length;
        memcpy(contents, bytes, size);
    }
    memcpy(data, &region, sizeof region);
    return sizeof region + size;
}

bool write_answered(uint32_t address, const uint8_t *bytes, uint32_t length, uint32_t options,
                    uint8_t status)
{
    static uint8_t data[WRITE_DATA_MAX];
    size_t size = write_data(data, address, bytes, length, options, address + 1);

    return machine_ask(&machine, ESP_OP_WRITE_REGION, data, size) &&
           answered(ESP_OP_WRITE_REGION, address + 1, status);
}

bool write_region(uint32_t address, const uint8_t *bytes, uint32_t length, uint32_t options)
{
    return write_answered(address, bytes, length, options, 0) && lost() == 0 &&
           memcmp(flash(address), bytes, length) == 0;
}
