/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sector of the flash: the work that makes it hold what it should.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/write/sector.h"

#include "stub/chip.h"
#include "stub/flash/caution.h"
#include "stub/flash/reader.h"

/* A page that is not blank is erased before it is programmed.  Clearing more bits of it
 * should work, but Puya's flashes then sometimes read differently (esp8266/Arduino, issue
 * 4061), and other flashes keep check bits of their own.  So the first page that needs an
 * erase ends the comparison. */
bool sector_compare(uint32_t address, const uint32_t *wanted, uint32_t *work)
{
    struct reader reader;
    uint32_t at = 0, found = 0, written = 0;

    reader_open(&reader, address, ESP_SECTOR_SIZE);
    while ((found & written) == 0 && reader_next(&reader) != 0) {
        for (uint32_t i = 0; i < BUS_CHUNK / 4; i++) {
            uint32_t have = reader.chunk[i], want = wanted ? wanted[at + i] : ~0u;
            if (have != ~0u)
                written |= 1u << (at / PAGE_WORDS);
            if (have != want)
                found |= 1u << (at / PAGE_WORDS);
        }
        at += BUS_CHUNK / 4;
        chip_feed_watchdog();
    }
    reader_close(&reader);
    *work = found & written ? found | ERASE : found;
    return !reader.failed;
}

uint8_t sector_look_at_first(uint32_t address, const uint32_t *wanted)
{
    uint32_t work;

    if (caution_over())
        return 0;
    if (!sector_compare(address, wanted, &work))
        return ESP_STUB_FLASH_TIMEOUT;
    return work == 0 ? caution_sector(address, wanted) : 0;
}
