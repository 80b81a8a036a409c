/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sector of the flash: the work that makes it hold what it should.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_WRITE_SECTOR_H
#define STUB_FLASH_WRITE_SECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "esp/wire/protocol.h"

enum {
    PAGE_SIZE = 256, /* bytes; the same for every serial NOR flash */
    PAGE_WORDS = PAGE_SIZE / 4,
    SECTOR_WORDS = ESP_SECTOR_SIZE / 4,
    SECTOR_PAGES = ESP_SECTOR_SIZE / PAGE_SIZE,
    /* The work for a sector: a bit for each page to program, the first page's bit lowest,
     * and ERASE. */
    ALL_PAGES = (1 << SECTOR_PAGES) - 1,
    ERASE = 1 << SECTOR_PAGES,
};

/* Finds the work that makes the sector hold the wanted words; if wanted is 0, the work that
 * makes it blank.  With ERASE, the other bits have no meaning: all pages are programmed
 * then.  The flash must be ready.  False if the sector cannot be read. */
bool sector_compare(uint32_t address, const uint32_t *wanted, uint32_t *work);

/* Call this when a sector was changed, and should hold the wanted words (0: be blank).
 * Checks the first sector more closely: caution.h.  A sector that is wrong is no reason to
 * distrust the path: the host notices it by a digest and sends it again.  The flash must be
 * ready.  Returns 0 or an enum esp_status. */
uint8_t sector_look_at_first(uint32_t address, const uint32_t *wanted);

#endif
