/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests whether the chip behaves as the stub expects.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/selftest.h"

#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/flash/bus.h"
#include "stub/flash/nor.h"
#include "stub/limits.h"
#include "stub/speed.h"

enum {
    CHUNK_WORDS = BUS_CHUNK / 4,
    FAST_READS = 3,
    CPU_READS = 64, /* 1.5 ms, because a CPU that is too fast fails only sometimes */
    /* Places to look for contents to compare: the boot header at 0, the place of an
     * application that another program starts, then every 64 KB. */
    FIRST_PLACE = 0x1000,
    NEXT_PLACES = 0x10000,
    PLACES_END = 0x100000,
    SIXTEENTHS = 16,
    ALL_BITS = 0xff, /* of a byte */
};

static struct selftest results;
static uint32_t place;             /* address of the chunk below */
static uint32_t told[CHUNK_WORDS]; /* read by the controller's own command */
static bool have_told;
static uint32_t code_crc32; /* of the stub's code, as first computed */

struct selftest selftest_results(void)
{
    return results;
}

void selftest_note(uint32_t test, bool passed)
{
    results.tried |= test;
    if (!passed)
        results.failed |= test;
}

static bool same(const uint32_t *one, const uint32_t *other, uint32_t count)
{
    while (count-- != 0)
        if (*one++ != *other++)
            return false;
    return true;
}

uint32_t selftest_code_crc32(void)
{
    uint32_t crc = chip_code_crc32();

    if (code_crc32 == 0)
        code_crc32 = crc;
    return crc;
}

/* Reads the chunk by the path that all other reads use. */
static bool read_same(void)
{
    uint32_t chunk[CHUNK_WORDS];

    bus_start(place, BUS_CHUNK);
    return bus_finish(chunk) && same(chunk, told, CHUNK_WORDS);
}

/* False for all ones and for all zeros, because a dead line reads like that, too. */
static bool says_something(const uint32_t *words)
{
    for (uint32_t i = 1; i < CHUNK_WORDS; i++)
        if (words[i] != words[0])
            return true;
    return words[0] != 0 && words[0] != ~0u;
}

static bool find_contents(void)
{
    for (place = 0; place < PLACES_END;
         place = place == 0 ? FIRST_PLACE : (place / NEXT_PLACES + 1) * NEXT_PLACES)
        if (chip_flash_read_plainly(place, told) && says_something(told))
            return true;
    return false;
}

static bool id_right(void)
{
    return nor_id() == chip_flash_id_plainly();
}

static bool is_id(uint32_t id)
{
    return id != 0 && id != 0xffffff;
}

/* Reads at the clock that is set now. */
static bool reads_right(void)
{
    return id_right() && (!have_told || read_same());
}

/* Measures the divisor of the bus clock, in sixteenths. */
static uint32_t measure_divisor(void)
{
    return SIXTEENTHS * (bus_read_cycles() / speed_factor()) / BUS_CHUNK_CLOCKS;
}

static bool clock_right(uint32_t divisor)
{
    uint32_t measured = measure_divisor();

    results.divisor = measured;
    return measured > divisor * SIXTEENTHS * 3 / 4; /* a slower clock does no harm */
}

/* The bits that are set in any byte of the word. */
static uint32_t any_byte(uint32_t word)
{
    word |= word >> 16;
    return (word | word >> 8) & ALL_BITS;
}

/* True if a sector is the same by both paths.  Its bytes must have each bit set and each bit
 * cleared, because a line that is not connected reads the same all the time. */
static bool same_sector(void)
{
    uint32_t start = place & ~(uint32_t)(ESP_SECTOR_SIZE - 1), ones = 0, zeros = 0;

    for (uint32_t at = 0; at < ESP_SECTOR_SIZE; at += BUS_CHUNK) {
        uint32_t plain[CHUNK_WORDS], chunk[CHUNK_WORDS];

        if (!chip_flash_read_plainly(start + at, plain))
            return false;
        bus_start(start + at, BUS_CHUNK);
        if (!bus_finish(chunk) || !same(chunk, plain, CHUNK_WORDS))
            return false;
        for (uint32_t i = 0; i < CHUNK_WORDS; i++) {
            ones |= plain[i];
            zeros |= ~plain[i];
        }
    }
    return (any_byte(ones) & any_byte(zeros)) == ALL_BITS;
}

/* Two lines stay in use if they are proven. */
static void try_two_lines(void)
{
    bus_use_lines(2);
    if (have_told && same_sector())
        results.tried |= ESP_TEST_LINES;
    else
        bus_use_lines(1);
}

static void try_slow(void)
{
    bus_use_lines(1);
    chip_flash_set_clock(CHIP_FLASH_SLOW);
    selftest_note(ESP_TEST_ID, id_right());
    if (have_told)
        selftest_note(ESP_TEST_DATA, read_same());
    selftest_note(ESP_TEST_CLOCK, clock_right(CHIP_FLASH_SLOW));
}

static void try_fast(void)
{
    bool right = true;

    chip_flash_set_clock(CHIP_FLASH_FAST);
    for (unsigned i = 0; i < FAST_READS; i++)
        right = reads_right() && right;
    right = clock_right(CHIP_FLASH_FAST) && right;
    selftest_note(ESP_TEST_FAST, right);
    if (!right)
        chip_flash_set_clock(CHIP_FLASH_SLOW);
}

void selftest_flash(void)
{
    uint32_t id;

    if (results.tried & ESP_TEST_ID)
        return;
    id = chip_flash_id_plainly();
    if (!is_id(id)) {
        /* If neither path reads an ID, there is no flash, or the flash answers later. */
        if (is_id(nor_id()))
            selftest_note(ESP_TEST_ID, false);
        return;
    }
    have_told = find_contents();
    try_slow();
    try_fast();
    if (STUB_LINES > 1)
        try_two_lines();
    if (results.failed != 0 && chip_flash_id_plainly() != id) /* the flash is gone */
        results.tried = results.failed = 0;
}

bool selftest_far(void)
{
    bool right;

    bus_send_far(true);
    bus_use_far_lines(1);
    right = selftest_again();
    if (right && (results.tried & ESP_TEST_LINES)) {
        bus_use_far_lines(2);
        if (!same_sector())
            bus_use_far_lines(1);
    }
    bus_send_far(false);
    return right;
}

bool selftest_again(void)
{
    return !have_told || read_same();
}

void selftest_renew(void)
{
    if (have_told)
        have_told = chip_flash_read_plainly(place, told) && says_something(told);
}

bool selftest_cpu(void)
{
    uint32_t crc = selftest_code_crc32();
    bool right = crc == code_crc32;

    for (unsigned i = 0; i < CPU_READS; i++)
        right = reads_right() && right;
    return right;
}

bool selftest_holds(uint32_t address, const uint32_t *words, uint32_t size)
{
    uint32_t chunk[CHUNK_WORDS];

    for (uint32_t at = 0; at < size; at += BUS_CHUNK) {
        if (!chip_flash_read_plainly(address + at, chunk))
            return false;
        for (uint32_t i = 0; i < CHUNK_WORDS; i++)
            if (chunk[i] != (words ? words[at / 4 + i] : ~0u))
                return false;
        chip_feed_watchdog();
    }
    return true;
}
