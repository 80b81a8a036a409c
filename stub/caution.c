/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first changes of a run.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "caution.h"

#include "../src/esp/protocol.h"
#include "chip.h"
#include "crc32.h"
#include "nor.h"
#include "reader.h"
#include "selftest.h"

uint8_t caution_sector(uint32_t address, const uint32_t *wanted)
{
    static bool looked;
    bool right;

    if (looked)
        return 0;
    looked = true;
    right = selftest_holds(address, wanted, ESP_SECTOR_SIZE);
    selftest_note(ESP_TEST_WRITE, right);
    return right ? 0 : ESP_STUB_UNSURE;
}

/* 64 KB beside a block. */
struct neighbour {
    uint32_t address, crc;
    bool blank; /* and stays so, whatever is erased; or it is not there */
};

/* Bytes, from the ID; what follows them is the flash's start once more. */
static uint32_t flash_end(void)
{
    uint32_t capacity = nor_id() >> 16;

    return capacity >= 16 && capacity < 24 ? 1u << capacity : (uint32_t)ESP_FLASH_MAX;
}

/* False when it cannot be read. */
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

static bool changed(const struct neighbour *before)
{
    struct neighbour now = *before;

    return !before->blank && (!look_at(&now) || now.crc != before->crc);
}

uint8_t caution_erase_block(uint32_t address)
{
    static bool looked;
    struct neighbour below = { .address = address - ESP_BLOCK64_SIZE, .blank = true };
    struct neighbour above = { .address = address + ESP_BLOCK64_SIZE, .blank = true };
    uint8_t status;
    bool right;

    if (looked)
        return nor_erase(address, ESP_BLOCK64_SIZE);
    if ((address != 0 && !look_at(&below)) || (above.address < flash_end() && !look_at(&above)))
        return ESP_STUB_FLASH_TIMEOUT;
    status = nor_erase(address, ESP_BLOCK64_SIZE);
    if (status != 0)
        return status;
    looked = true;
    right = !changed(&below) && !changed(&above);
    selftest_note(ESP_TEST_BESIDE, right);
    return right ? 0 : ESP_STUB_ERASED_MORE;
}
