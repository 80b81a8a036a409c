/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing, erasing and programming sectors, step by step.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/write/writer.h"

#include "stub/chip.h"
#include "stub/flash/caution.h"
#include "stub/flash/nor.h"
#include "stub/flash/bus.h"
#include "stub/flash/write/sector.h"
#include "stub/limits.h"

enum {
    SECTORS_MAX = STUB_WRITE_MAX / ESP_SECTOR_SIZE,
    FIRST_PART = (PAGE_WORDS - 1) % BUS_PROGRAM_WORDS + 1, /* words of a page; the other parts
                                                            * have BUS_PROGRAM_WORDS */
};

/* The sectors to be written, in ascending order.  The first of them is being worked on. */
static struct {
    uint32_t sectors; /* 0: no work is left */
    uint32_t address;
    const uint32_t *wanted;
    uint32_t work[SECTORS_MAX], next; /* the first sector's work is work[next] */
    uint32_t words; /* of the page that is being programmed; its end is done already */
    bool changed;   /* the sector */
    uint8_t status;
} job;

/* The part of a block that was erased as a whole, and not written yet. */
static struct {
    uint32_t address, end;
} blank;

/* True if the sector is blank because its block was erased just now.  Such a sector need not
 * be read before it is written.  The host writes the sectors of a block in ascending order;
 * any other order ends this. */
static bool take_blank(uint32_t address)
{
    if (address != blank.address)
        blank.end = 0;
    if (address >= blank.end)
        return false;
    blank.address += ESP_SECTOR_SIZE;
    return true;
}

static bool is_blank(const uint32_t *words, uint32_t count)
{
    while (count-- != 0)
        if (*words++ != ~0u)
            return false;
    return true;
}

/* Begins to program the next part of the page, from its end to its beginning.  Skips blank
 * parts, because programming ones changes nothing.  False if no part is left. */
static bool program_part(uint32_t address, const uint32_t *wanted)
{
    while (job.words != 0) {
        uint32_t count = job.words == PAGE_WORDS ? FIRST_PART : BUS_PROGRAM_WORDS;

        job.words -= count;
        if (!is_blank(wanted + job.words, count)) {
            job.status = nor_program(address + 4 * job.words, wanted + job.words, count);
            return true;
        }
    }
    job.words = PAGE_WORDS;
    return false;
}

/* Begins the next command to the flash for the sector.  False if the sector is done.  The
 * first page comes last, so that a boot header exists only if the rest exists. */
static bool begin_next(uint32_t *work)
{
    if (*work & ERASE) {
        *work = ALL_PAGES;
        job.status = nor_erase(job.address, ESP_SECTOR_SIZE);
        return true;
    }
    for (uint32_t page = SECTOR_PAGES; page-- != 0; *work &= ~(1u << page))
        if (*work >> page & 1 &&
            program_part(job.address + page * PAGE_SIZE, job.wanted + page * PAGE_WORDS))
            return true;
    return false;
}

static void end_sector(void)
{
    if (job.changed)
        job.status = sector_look_at_first(job.address, job.wanted);
    job.changed = false;
    job.address += ESP_SECTOR_SIZE;
    job.wanted += SECTOR_WORDS;
    job.next++;
    job.sectors--;
}

bool writer_step(void)
{
    enum nor_state state = NOR_READY;

    if (job.sectors == 0)
        return false;
    while (job.sectors != 0 && job.status == 0) {
        uint32_t *work = &job.work[job.next];

        if (*work != 0 || job.changed)
            state = nor_poll();
        if (state == NOR_BUSY)
            return true;
        if (state == NOR_DEAD)
            job.status = ESP_STUB_FLASH_TIMEOUT;
        else if (begin_next(work))
            job.changed = true;
        else
            end_sector();
    }
    if (job.status != 0)
        job.sectors = blank.end = 0;
    return true;
}

uint8_t writer_finish(void)
{
    uint8_t status;

    while (writer_step())
        chip_feed_watchdog();
    status = job.status;
    job.status = 0;
    return status;
}

/* Finds the work for a sector.  The flash may still be busy with the erase of a block. */
static void compare(uint32_t address, const uint32_t *wanted, uint32_t *work)
{
    if (take_blank(address))
        *work = is_blank(wanted, SECTOR_WORDS) ? 0 : ALL_PAGES;
    else if (!nor_ready() || !sector_compare(address, wanted, work))
        job.status = ESP_STUB_FLASH_TIMEOUT;
}

/* Finds the work for each sector.  *common gets the bits that all of them have. */
static void compare_all(uint32_t *common)
{
    *common = ERASE;
    for (uint32_t i = 0; i < job.sectors && job.status == 0; i++) {
        compare(job.address + i * ESP_SECTOR_SIZE, job.wanted + i * SECTOR_WORDS, &job.work[i]);
        *common &= job.work[i];
    }
}

static void erase_block(void)
{
    uint32_t common;

    job.status = caution_erase_block(job.address);
    if (job.status != 0 || !caution_blocks_good())
        return;
    blank.address = job.address;
    blank.end = job.address + ESP_BLOCK64_SIZE;
    compare_all(&common);
    job.changed = !caution_over(); /* also if the first sector stays blank */
}

void writer_begin(uint32_t address, const uint32_t *wanted, uint32_t length, uint32_t options)
{
    uint32_t common;

    job.sectors = length / ESP_SECTOR_SIZE;
    job.address = address;
    job.wanted = wanted;
    job.next = 0;
    job.words = PAGE_WORDS;
    job.changed = false;
    compare_all(&common);
    if (job.status == 0 && common != 0 && options & ESP_WRITE_ERASE_64K &&
        address % ESP_BLOCK64_SIZE == 0 && caution_blocks_good())
        erase_block();
    writer_step();
}
