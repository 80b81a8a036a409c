/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of flash access by the boot ROM alone.  The line to the ROM in memory damages
 * what the test says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/rom/esp8266/romflash.h"

#include <limits.h>

#include "esp/flash/ops.h"
#include "esp/rom/esp8266/esp8266_loader.h"
#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/esp/romflash_rom.h"

static uint8_t got[FLASH_SIZE];
static size_t got_size;

static void begin(void)
{
    romflash_rom_open();
    got_size = 0;
}

static int take(void *ctx, const uint8_t *data, size_t size)
{
    (void)ctx;
    memcpy(got + got_size, data, size);
    got_size += size;
    return 0;
}

static bool reads_right(uint32_t address, uint32_t size)
{
    int err = esp_romflash_read(&session, address, size, take, NULL, NULL);

    if (err)
        printf("# error %d: %s\n", err, session.fault.text);
    return err == 0 && got_size == size && memcmp(got, rom.flash + address, size) == 0;
}

/* ---- reading ---- */

static void test_read(void)
{
    begin();
    tap_ok(reads_right(0, 1), "one byte is read");
    begin();
    tap_ok(reads_right(4093, 8201), "odd ranges are read");
    begin();
    rom.spi[7] = 0x80000044;
    tap_ok(reads_right(0, 64) && rom.spi[7] == 0x80000044,
           "the controller's user settings are put back afterwards");
    begin();
    session.board.jedec_id = 0x1540ef;
    tap_ok(!reads_right(0, 64), "a flash by another ID is not read");
    begin();
    session.state = ESP_STATE_STUB;
    tap_is((uint64_t)-esp_romflash_read(&session, 0, 64, take, NULL, NULL), 2,
           "it takes the ROM's loader");
}

static void damage(enum fate what, unsigned at, unsigned every, const char *name)
{
    begin();
    rom.fate = what;
    rom.fate_at = at;
    rom.fate_every = every;
    tap_ok(reads_right(100, 8192), "%s", name);
}

static void test_damage(void)
{
    damage(LOST, 500, 0, "an answer that is lost costs nothing but time");
    damage(TWICE, 500, 0, "an answer that comes twice is noticed");
    damage(FLIPPED, 500, 0, "a flipped bit is noticed");
    damage(FLIPPED, 0, 301, "flipped bits now and then are noticed");
    damage(LOST, 0, 701, "answers that are lost now and then, too");
    damage(SPOILS_SETTINGS, 300, 0, "damaged settings are noticed, though both readings have them");
    damage(SPOILS_SETTINGS, 0, 1531, "time and again");
}

static void test_path(void)
{
    begin();
    rom.misreads = 1;
    tap_ok(reads_right(0, 64) && session.path_checked,
           "a difference between two ways of reading that does not last was the line's");
    begin();
    rom.misreads = UINT_MAX;
    tap_ok(esp_romflash_read(&session, 0, 64, take, NULL, NULL) == ESP_ERR_CHECK && got_size == 0 &&
               strstr(session.fault.text, "two ways of reading the flash differ at 0x0"),
           "one that lasts is told, and nothing is read");
    begin();
    memset(rom.flash, 0xff, FLASH_SIZE);
    tap_ok(reads_right(0, 64), "of a blank flash there is nothing to compare");
    begin();
    memset(rom.flash, 0xff, 0x1000);
    rom.misreads = UINT_MAX;
    tap_ok(!reads_right(0, 64), "elsewhere than at its start there may be");
}

static void test_unsteady(void)
{
    begin();
    rom.unsteady = true;
    session.board.jedec_id = 0;
    session.path_checked = true;
    tap_ok(esp_romflash_read(&session, 0x1000, 64, take, NULL, NULL) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "0x00001000"),
           "a flash that reads differently each time is named");
    tap_is(got_size, 0, "and nothing of it is handed out");
}

static void test_compare(void)
{
    unsigned twice;

    begin();
    reads_right(0, 4096);
    twice = rom.reads;
    got_size = rom.reads = 0;
    tap_ok(esp_romflash_compare(&session, 0, rom.flash, 4096, take, NULL, NULL) == 0 &&
               memcmp(got, rom.flash, 4096) == 0 && rom.reads < twice * 2 / 3,
           "what was guessed right is read once");
    memcpy(got, rom.flash, 4096);
    got[700] ^= 1;
    got_size = 0;
    tap_ok(esp_romflash_compare(&session, 0, got, 4096, take, NULL, NULL) == 0 &&
               memcmp(got, rom.flash, 4096) == 0,
           "what was guessed wrong is corrected");
}

static void test_estimate(void)
{
    begin();
    /* 16 KB on a paced board: 11.6 s, 1.47 s, and 1.33 to 1.48 s at 1.5 Mbaud */
    tap_is(esp_romflash_read_ms(&session, 16 << 10) / 100, 116, "16 KB at 115200 take 11.6 s");
    tap_is(esp_romflash_read_ms(&session, 4 << 20) / 60000, 49, "4 MB 49 minutes");
    fake.base.baud = 0;
    session.connect_baud = 921600;
    tap_is(esp_romflash_read_ms(&session, 4 << 20) / 60000, 6, "and 6 at 921600");
    session.connect_baud = 1500000;
    tap_is(esp_romflash_read_ms(&session, 16 << 10) / 100, 14, "above that no less than 1.4 s");
}

/* ---- erasing ---- */

static uint8_t expected[FLASH_SIZE];

static int erase(uint32_t address, uint32_t size)
{
    memcpy(expected, rom.flash, FLASH_SIZE);
    memset(expected + address, 0xff, size);
    return esp_romflash_erase(&session, address, size, NULL, NULL);
}

/* Damages each request in turn. */
static bool erase_with_wrong_address(void)
{
    for (unsigned i = 1; i < 60; i++) {
        begin();
        rom.fate = WRONG_ADDRESS;
        rom.fate_at = i;
        if (erase(0x2000, 0x1000) != 0 || memcmp(rom.flash, expected, FLASH_SIZE) != 0)
            return false;
    }
    return true;
}

static void test_erase(void)
{
    begin();
    tap_ok(erase(0xf000, 0x1000) == 0 && memcmp(rom.flash, expected, FLASH_SIZE) == 0 &&
               rom.erases == 1,
           "one sector is erased");
    begin();
    tap_ok(erase(0xf000, 0x22000) == 0 && memcmp(rom.flash, expected, FLASH_SIZE) == 0 &&
               rom.erases == 4,
           "whole blocks are erased as such");
    begin();
    rom.refuses_enable = true;
    tap_ok(erase(0x1000, 0x1000) == ESP_ERR_PROTOCOL && rom.erases == 0,
           "a flash that cannot be write-enabled is an error");
    begin();
    tap_is((uint64_t)-erase(0x800, 0x1000), 2, "a part of a sector is an error");
    tap_ok(erase_with_wrong_address(), "an address that was damaged on its way is never erased");
}

/* ---- FLASH_BEGIN ---- */

/* Damages each request or answer in turn. */
static bool position_in_spite_of(enum fate what)
{
    for (unsigned i = 1; i <= 12; i++) {
        begin();
        rom.fate = what;
        rom.fate_at = i;
        if (esp_flash_position(&session.link, 0x3000, 0x8000) != 0 || rom.begins < 1 ||
            rom.begin_offset != 0x3000)
            return false;
    }
    return true;
}

static void test_position(void)
{
    begin();
    tap_ok(esp_flash_position(&session.link, 0x3000, 0x8000) == 0 && rom.begins == 1 &&
               rom.begin_offset == 0x3000 && rom.begin_erase == 0 && rom.flash_chip[1] == 0x8000,
           "FLASH_BEGIN positions, erases nothing, and cannot past the end");
    tap_ok(position_in_spite_of(FLIPPED), "it is confirmed whatever answer is damaged");
    tap_ok(position_in_spite_of(WRONG_ADDRESS), "a damaged offset is never carried out");
}

static void test_block(void)
{
    uint8_t block[ESP_FLASH_BLOCK];

    begin();
    for (unsigned i = 0; i < sizeof(block); i++)
        block[i] = (uint8_t)(i % 255);
    tap_ok(esp_flash_block(&session.link, 3, block) == 0 && rom.message[24 + sizeof(block)] == 255,
           "behind a block are bytes unlike any in it");
}

static void note_cost(void *ctx, uint64_t done, uint64_t total)
{
    double *cost_us = ctx;

    (void)done;
    (void)total;
    if (session.eta.units)
        *cost_us = session.eta.costs.heavy * session.eta.count;
}

static void test_time_of_little(void)
{
    double cost_us = 0;
    const struct esp_erase_request request = {
        .offset = 0x1000, .size = 0x2000, .progress = note_cost, .ctx = &cost_us};
    uint64_t erased;

    begin();
    esp_flash_by_esp8266_rom.erase(&session, &request, &erased);
    esp_eta_end(&session.eta);
    tap_ok(cost_us > 1000, "less than a block takes time, too");
}

int main(void)
{
    test_read();
    test_damage();
    test_path();
    test_unsteady();
    test_compare();
    test_estimate();
    test_erase();
    test_time_of_little();
    test_position();
    test_block();
    return tap_done();
}
