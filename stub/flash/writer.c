/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing, erasing, programming and reading back sectors.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/writer.h"

#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/flash/caution.h"
#include "stub/flash/nor.h"
#include "stub/flash/reader.h"
#include "stub/limits.h"

enum {
    SECTOR_WORDS = ESP_SECTOR_SIZE / 4,
    SECTORS_MAX = STUB_WRITE_MAX / ESP_SECTOR_SIZE,
    PAGE_SIZE = 256, /* bytes; the same for every serial NOR flash */
    PAGE_WORDS = PAGE_SIZE / 4,
    SECTOR_PAGES = ESP_SECTOR_SIZE / PAGE_SIZE,
    /* The work for a sector: a bit for each page to program, the first page's bit lowest,
     * and ERASE. */
    ALL_PAGES = (1 << SECTOR_PAGES) - 1,
    ERASE = 1 << SECTOR_PAGES,
};

/* Finds the work that makes the sector hold the wanted words; if wanted is 0, the work that
 * makes it blank.  False if the sector cannot be read.  A page that is not blank is erased
 * before it is programmed.  Clearing more bits of it should work, but Puya's flashes then
 * sometimes read differently (esp8266/Arduino, issue 4061), and other flashes keep check
 * bits of their own. */
static bool compare(uint32_t address, const uint32_t *wanted, uint32_t *work)
{
    struct reader reader;
    uint32_t at = 0, found = 0, written = 0;

    reader_open(&reader, address, ESP_SECTOR_SIZE);
    while (reader_next(&reader) != 0) {
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
    *work = found & written ? found | ERASE : found;
    return !reader.failed;
}

static bool is_blank(const uint32_t *words, uint32_t count)
{
    while (count-- != 0)
        if (*words++ != ~0u)
            return false;
    return true;
}

/* Programs the page from its end to its beginning.  Skips blank parts, because programming
 * ones changes nothing. */
static uint8_t program_page(uint32_t address, const uint32_t *wanted)
{
    uint32_t at = PAGE_WORDS, count = PAGE_WORDS % BUS_PROGRAM_WORDS;
    uint8_t status = 0;

    while (at != 0 && status == 0) {
        at -= count;
        if (!is_blank(wanted + at, count))
            status = nor_program(address + 4 * at, wanted + at, count);
        count = BUS_PROGRAM_WORDS;
    }
    return status;
}

static uint8_t do_work(uint32_t address, const uint32_t *wanted, uint32_t work)
{
    uint8_t status = 0;

    if (work & ERASE) {
        status = nor_erase(address, ESP_SECTOR_SIZE);
        work = ALL_PAGES;
    }
    /* The first page comes last, so that a boot header exists only if the rest exists. */
    for (uint32_t page = SECTOR_PAGES; page-- != 0 && status == 0;)
        if (work >> page & 1)
            status = program_page(address + page * PAGE_SIZE, wanted + page * PAGE_WORDS);
    return status;
}

static uint8_t write_sector(uint32_t address, const uint32_t *wanted, uint32_t work)
{
    uint8_t status;

    if (work == 0)
        return 0;
    status = do_work(address, wanted, work);
    if (status == 0 && !compare(address, wanted, &work))
        status = ESP_STUB_FLASH_TIMEOUT;
    if (status == 0 && work != 0)
        return do_work(address, wanted, ERASE); /* once more, with an erase */
    return status == 0 ? caution_sector(address, wanted) : status;
}

/* The size of the block that the host allows to erase as a whole, or 0. */
static uint32_t erase_unit(uint32_t address, uint32_t options)
{
    if ((options & ESP_WRITE_ERASE_64K) && address % ESP_BLOCK64_SIZE == 0)
        return ESP_BLOCK64_SIZE;
    return 0;
}

uint8_t writer_write(uint32_t address, const uint32_t *wanted, uint32_t length, uint32_t options)
{
    uint32_t work[SECTORS_MAX], common = ERASE, unit = erase_unit(address, options);
    uint32_t sectors = length / ESP_SECTOR_SIZE;
    uint8_t status = 0;

    for (uint32_t i = 0; i < sectors; i++) {
        if (!compare(address + i * ESP_SECTOR_SIZE, wanted + i * SECTOR_WORDS, &work[i]))
            return ESP_STUB_FLASH_TIMEOUT;
        common &= work[i];
    }
    if (common == 0)
        unit = 0;
    if (unit != 0)
        status = caution_erase_block(address);
    for (uint32_t i = 0; i < sectors && status == 0; i++)
        status = write_sector(address + i * ESP_SECTOR_SIZE, wanted + i * SECTOR_WORDS,
                              unit != 0 ? (uint32_t)ALL_PAGES : work[i]);
    return status;
}

/* The largest unit to erase at the address.  The map has a bit for each sector from there
 * on that needs an erase; the first sector's bit is the lowest. */
static uint32_t largest_unit(uint32_t address, uint32_t map)
{
    enum { ALL = (1 << ESP_BLOCK64_SIZE / ESP_SECTOR_SIZE) - 1 };

    if (address % ESP_BLOCK64_SIZE == 0 && (map & ALL) == ALL)
        return ESP_BLOCK64_SIZE;
    return ESP_SECTOR_SIZE;
}

/* Checks the first erased sector more closely.  A sector that is not blank after the erase
 * is no reason to distrust the path: the host reads back and erases the sector again. */
static uint8_t look_at_first(uint32_t address)
{
    uint32_t work;

    if (caution_over())
        return 0;
    if (!compare(address, 0, &work))
        return ESP_STUB_FLASH_TIMEOUT;
    return work == 0 ? caution_sector(address, 0) : 0;
}

uint8_t writer_erase(uint32_t address, uint32_t length, bool all, uint32_t *erased)
{
    uint32_t map = 0, unit, work = 1;

    *erased = 0;
    for (uint32_t i = 0; i < length / ESP_SECTOR_SIZE; i++) {
        if (!all && !compare(address + i * ESP_SECTOR_SIZE, 0, &work))
            return ESP_STUB_FLASH_TIMEOUT;
        if (work != 0)
            map |= 1u << i;
    }
    for (; map != 0; map >>= unit / ESP_SECTOR_SIZE) {
        unit = ESP_SECTOR_SIZE;
        if (map & 1) {
            uint8_t status;
            unit = largest_unit(address, map);
            status = unit == ESP_BLOCK64_SIZE ? caution_erase_block(address)
                                              : nor_erase(address, unit);
            if (status == 0)
                status = look_at_first(address);
            if (status != 0)
                return status;
            *erased += unit;
        }
        address += unit;
    }
    return 0;
}
