/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erases sectors that are not blank.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/write/eraser.h"

#include "stub/flash/caution.h"
#include "stub/flash/nor.h"
#include "stub/flash/write/sector.h"

/* The largest unit to erase at the address.  The map has a bit for each sector from there
 * on that needs an erase; the first sector's bit is the lowest. */
static uint32_t largest_unit(uint32_t address, uint32_t map)
{
    enum { ALL = (1 << ESP_BLOCK64_SIZE / ESP_SECTOR_SIZE) - 1 };

    if (address % ESP_BLOCK64_SIZE == 0 && (map & ALL) == ALL && caution_blocks_good())
        return ESP_BLOCK64_SIZE;
    return ESP_SECTOR_SIZE;
}

static uint8_t erase_unit(uint32_t address, uint32_t unit)
{
    uint8_t status =
        unit == ESP_BLOCK64_SIZE ? caution_erase_block(address) : nor_erase(address, unit);

    if (status != 0)
        return status;
    return nor_ready() ? sector_look_at_first(address, 0) : ESP_STUB_FLASH_TIMEOUT;
}

uint8_t eraser_erase(uint32_t address, uint32_t length, bool all, uint32_t *erased)
{
    uint32_t map = 0, unit, work = 1;

    *erased = 0;
    for (uint32_t i = 0; i < length / ESP_SECTOR_SIZE; i++) {
        if (!all && !sector_compare(address + i * ESP_SECTOR_SIZE, 0, &work))
            return ESP_STUB_FLASH_TIMEOUT;
        if (work != 0)
            map |= 1u << i;
    }
    for (; map != 0; map >>= unit / ESP_SECTOR_SIZE) {
        unit = ESP_SECTOR_SIZE;
        if (map & 1) {
            uint8_t status;
            unit = largest_unit(address, map);
            status = erase_unit(address, unit);
            if (status != 0)
                return status;
            if (unit == ESP_BLOCK64_SIZE && !caution_blocks_good())
                unit = 0; /* once more, by sectors */
            *erased += unit;
        }
        address += unit;
    }
    return 0;
}
