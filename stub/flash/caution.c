/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking the first changes of a run.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/caution.h"

#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/crc32.h"
#include "stub/flash/nor.h"
#include "stub/flash/reach.h"
#include "stub/flash/reader.h"
#include "stub/flash/selftest.h"
#include "stub/limits.h"

enum { CAPACITY_END = (int)STUB_FAR_REACH > (int)STUB_REACH ? 29 : 24 }; /* of an ID */

static bool sector_looked_at;

bool caution_over(void)
{
    return sector_looked_at;
}

uint8_t caution_sector(uint32_t address, const uint32_t *wanted)
{
    bool right;

    if (sector_looked_at)
        return 0;
    sector_looked_at = true;
    right = selftest_holds(address, wanted, ESP_SECTOR_SIZE);
    selftest_note(ESP_TEST_WRITE, right);
    return right ? 0 : ESP_STUB_UNSURE;
}

/* A block, or the 64 KB before or after it. */
struct neighbour {
    uint32_t address, crc;
    bool blank; /* blank before, so an erase cannot change it; or outside the flash */
};

/* The size of the flash in bytes, from the ID, as far as it can be reached.  Addresses beyond
 * it show the start of the flash again. */
static uint32_t flash_end(void)
{
    uint32_t capacity = nor_id() >> 16;
    uint32_t end = capacity >= 16 && capacity < CAPACITY_END ? 1u << capacity : reach();

    return (int)STUB_FAR_REACH > (int)STUB_REACH && end > reach() ? reach() : end;
}

/* Reads a neighbour.  False if it cannot be read. */
static bool look_at(struct neighbour *neighbour)
{
    struct reader reader;
    uint32_t size, crc = 0, all = ~0u;

    reader_open(&reader, neighbour->address, ESP_BLOCK64_SIZE);
    while ((size = reader_next(&reader)) != 0) {
        for (uint32_t i = 0; i < size / 4; i++)
            all &= reader.chunk[i];
        crc = crc32_add(crc, reader.chunk, size);
        chip_feed_watchdog();
    }
    neighbour->crc = crc;
    neighbour->blank = all == ~0u;
    return !reader.failed;
}

/* Returns ESP_STUB_ERASED_MORE if the neighbour has changed.  If it seems so, the neighbour
 * is read once more at the slower clock, on one line. */
static uint8_t compare(const struct neighbour *before)
{
    struct neighbour now = *before;

    for (unsigned i = 0; i < 2 && !before->blank; i++) {
        if (!look_at(&now))
            return ESP_STUB_FLASH_TIMEOUT;
        if (now.crc == before->crc)
            return 0;
        chip_flash_set_clock(CHIP_FLASH_SLOW);
        bus_use_lines(1);
    }
    return before->blank ? 0 : ESP_STUB_ERASED_MORE;
}

static bool looked, bad_blocks;

bool caution_blocks_good(void)
{
    return !bad_blocks;
}

uint8_t caution_erase_block(uint32_t address)
{
    struct neighbour block;
    struct neighbour below = { .address = address - ESP_BLOCK64_SIZE, .blank = true };
    struct neighbour above = { .address = address + ESP_BLOCK64_SIZE, .blank = true };
    uint8_t status;

    if (looked)
        return nor_erase(address, ESP_BLOCK64_SIZE);
    block.address = address;
    if ((address != 0 && !look_at(&below)) || (above.address < flash_end() && !look_at(&above)))
        return ESP_STUB_FLASH_TIMEOUT;
    status = nor_erase(address, ESP_BLOCK64_SIZE);
    if (status != 0)
        return status;
    if (!nor_ready() || !look_at(&block))
        return ESP_STUB_FLASH_TIMEOUT;
    bad_blocks = !block.blank;
    looked = !below.blank || !above.blank;
    status = compare(&below);
    if (status == 0)
        status = compare(&above);
    if (looked && status != ESP_STUB_FLASH_TIMEOUT)
        selftest_note(ESP_TEST_BESIDE, status == 0);
    return status;
}
