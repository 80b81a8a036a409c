/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the stub's writing when the flash fails, on a make-believe chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/stub.h"
#include "tap.h"
#include "unit/stub/stub_talk.h"

enum { ADDRESS = 0x4000, SIZE = 0x2000 };

static void begin(void)
{
    restart();
    memset(chip.flash, 0x55, sizeof chip.flash);
}

/* Writes SIZE bytes of this value.  True if the answer has this status. */
static bool writes(uint8_t value, uint32_t tag, uint8_t status)
{
    static uint8_t data[sizeof(struct esp_write_region) + SIZE];
    struct esp_write_region region = {ADDRESS, SIZE, ESP_WRITE_STORED, tag, 0};

    memset(data + sizeof region, value, SIZE);
    region.crc32 = (uint32_t)crc32(0, data + sizeof region, SIZE);
    memcpy(data, &region, sizeof region);
    ask(ESP_OP_WRITE_REGION, data, sizeof data);
    return answered(ESP_OP_WRITE_REGION, tag, status);
}

static bool holds(uint8_t value)
{
    for (uint32_t i = 0; i < SIZE; i++)
        if (chip.flash[ADDRESS + i] != value)
            return false;
    return true;
}

static void test_order(void)
{
    begin();
    memset(chip.flash + ADDRESS, 0xff, SIZE);
    tap_ok(writes(0x11, 1, 0) && holds(0x11) && chip.sector_erases == 0 && chip.programs == 160,
           "a page is programmed in five pieces");
    tap_is(chip.last_program, ADDRESS + 0x1000, "the first piece of a sector last");
    tap_ok(chip.flash[ADDRESS - 1] == 0x55 && chip.flash[ADDRESS + SIZE] == 0x55,
           "and nothing around the region");
    tap_ok(writes(0xff, 1, 0) && holds(0xff) && chip.sector_erases == 2 && chip.programs == 160,
           "erased sectors that are to be blank are not programmed");
    chip.flash[ADDRESS] = 0x7f;
    tap_ok(writes(0x00, 1, 0) && holds(0x00) && chip.sector_erases == 3 && chip.programs == 320,
           "what holds a zero anywhere is erased before it is programmed, other blank sectors not");
    tap_ok(!chip.flash_misused, "each command to the flash was a possible one");
}

/* The flash fails during the first request. */
static void test_kept(const char *name, uint8_t status)
{
    tap_ok(writes(0xaa, 10, 0), "%s: the request itself was answered before", name);
    chip.erase_status = chip.program_status = 0;
    chip.flash_busy = false;
    chip.status = 0;
    chip.sector_erases = chip.programs = 0;
    tap_ok(writes(0xaa, 11, status), "%s: the next one is told", name);
    tap_ok(chip.sector_erases == 0 && chip.programs == 0, "%s: and is not carried out", name);
    tap_ok(writes(0xaa, 12, 0) && holds(0xaa), "%s: the one after it is", name);
}

static void test_failures(void)
{
    begin();
    chip.erase_status = ESP_STUB_PROTECTED;
    test_kept("protected", ESP_STUB_PROTECTED);
    begin();
    chip.erase_status = ESP_STUB_FLASH_TIMEOUT;
    test_kept("an erase without end", ESP_STUB_FLASH_TIMEOUT);
    begin();
    chip.program_status = ESP_STUB_FLASH_TIMEOUT;
    test_kept("a program without end", ESP_STUB_FLASH_TIMEOUT);
    begin();
    chip.flash_busy = true;
    test_kept("busy from the start", ESP_STUB_FLASH_TIMEOUT);
    begin();
    chip.reads_until_failure = 3;
    test_kept("a read that fails at the beginning", ESP_STUB_FLASH_TIMEOUT);
}

/* A request that is refused for another reason must not hide the failure for ever. */
static void test_told_once(void)
{
    begin();
    chip.erase_status = ESP_STUB_PROTECTED;
    writes(0xaa, 1, 0);
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0), "other commands are not told");
    ask(ESP_OP_WRITE_REGION, "short", 5);
    tap_ok(answered(ESP_OP_WRITE_REGION, 0, ESP_STUB_BAD_LENGTH), "nor is a request without a tag");
    tap_ok(writes(0xaa, 2, ESP_STUB_PROTECTED), "the next one that has one is");
    tap_ok(writes(0x55, 3, 0) && writes(0x55, 4, 0), "and nobody after it");
}

static void test_worn(void)
{
    begin();
    chip.stuck_address = ADDRESS + 0x1800;
    tap_ok(writes(0xaa, 1, 0) && chip.sector_erases == 2 && chip.programs == 2 * 80,
           "a byte that cannot be erased: its sector is tried once, like the other");
    tap_ok(writes(0xaa, 2, 0) && chip.sector_erases == 3 && chip.programs == 3 * 80,
           "which is no failure; if it is sent again, it is tried again, and not the other");
}

static bool erase_answered(uint32_t address, uint32_t length, uint8_t status)
{
    ask(ESP_OP_ERASE_SECTORS, (uint32_t[]){address, length, 0, 5}, 16);
    return answered(ESP_OP_ERASE_SECTORS, 5, status);
}

static void test_erase(void)
{
    begin();
    chip.erase_status = ESP_STUB_PROTECTED;
    tap_ok(erase_answered(0, 0x1000, ESP_STUB_PROTECTED), "ERASE_SECTORS answers what failed");
    chip.erase_status = 0;
    chip.flash_busy = true;
    tap_ok(erase_answered(0, 0x1000, ESP_STUB_FLASH_TIMEOUT), "that the flash is busy");
    chip.flash_busy = false;
    chip.status = 0;
    chip.reads_until_failure = 3; /* the first sector takes two */
    tap_ok(erase_answered(0, 0x2000, ESP_STUB_FLASH_TIMEOUT) && chip.sector_erases == 0,
           "that it cannot be read");
    tap_ok(writes(0x55, 1, 0), "and a later write is not told again");
    tap_ok(erase_answered(0x8000, 0x10000, 0) && chip.sector_erases == 16 &&
               chip.block64_erases == 0 && !chip.flash_misused,
           "64 KB that are no block go by sectors");
}

/* The host was not heard meanwhile, but the stub was not listening. */
static void test_rate(void)
{
    begin();
    ask(ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){921600, 115200}, 8);
    chip.erase_cycles = 5 * 52000000;
    tap_ok(writes(0xaa, 1, 0) && chip.divisor == 56, "a long erase does not cost the line rate");
    stub_poll();
    tap_is(chip.divisor, 56, "not afterwards either");
    chip.line_stops = 1000;
    for (unsigned i = 0; i < 2; i++) /* the answers are too many for the FIFO */
        send(ESP_OP_SYNC, (uint8_t[ESP_SYNC_SIZE]){0}, ESP_SYNC_SIZE, 0);
    chip.cycles += 5 * 52000000;
    stub_poll();
    tap_is(chip.divisor, 56, "nor does an answer that takes long on the line");
    chip.line_stops = 0;
    stub_poll();
    chip.cycles += 5 * 52000000;
    stub_poll();
    tap_ok(chip.divisor != 56, "silence does");
}

int main(void)
{
    test_order();
    test_failures();
    test_told_once();
    test_worn();
    test_erase();
    test_rate();
    return tap_done();
}
