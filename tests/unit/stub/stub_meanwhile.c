/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of what the stub does while the flash is busy, and of what it does not read, on a
 * make-believe chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <sys/wait.h>
#include <unistd.h>

#include "stub/flash/caution.h"
#include "stub/flash/write/writer.h"
#include "stub/limits.h"
#include "stub/stub.h"
#include "tap.h"
#include "unit/stub/stub_talk.h"

enum { SIZE = STUB_WRITE_MAX, HALF = SIZE / 2, CHUNK = 64, BUSY_POLLS = 100 };

static uint8_t data[sizeof(struct esp_write_region) + SIZE];

static size_t compose(uint32_t address, uint8_t value, uint32_t size, uint32_t options)
{
    struct esp_write_region region = {address, size, options, address + 1, 0};

    memset(data + sizeof region, value, size);
    region.crc32 = (uint32_t)crc32(0, data + sizeof region, (uInt)size);
    memcpy(data, &region, sizeof region);
    return sizeof region + size;
}

static bool writes(uint32_t address, uint8_t value, uint32_t size, uint32_t options)
{
    ask(ESP_OP_WRITE_REGION, data, compose(address, value, size, options));
    return answered(ESP_OP_WRITE_REGION, address + 1, 0);
}

static bool holds(uint32_t address, uint8_t value, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        if (chip.flash[address + i] != value)
            return false;
    return true;
}

static void begin(void)
{
    restart();
    memset(chip.flash, 0x55, sizeof chip.flash);
}

/* The first writes of a run are checked more closely. */
static void get_over_caution(void)
{
    begin();
    writes(0x10000, 0x11, SIZE, ESP_WRITE_ERASE_64K);
    tap_ok(caution_over() && holds(0x10000, 0x11, SIZE), "the first block is written");
    tap_ok(holds(0x14000, 0xff, 0xc000), "and erased as a whole");
}

static void put(uint32_t address, uint8_t value)
{
    size_t size = compose(address, value, HALF, ESP_WRITE_STORED);

    wire_request(&chip.input, ESP_OP_WRITE_REGION, data, size,
                 request_check(ESP_OP_WRITE_REGION, data, size));
}

/* The second request arrives while the flash works on the first. */
static void test_answers(void)
{
    begin();
    chip.busy_polls = BUSY_POLLS;
    put(0, 0x11);
    put(HALF, 0x22);
    stub_poll();
    tap_ok(chip.sector_erases == 1 && chip.programs == 0 && chip.busy_left != 0,
           "a write is left while the flash is busy");
    chip.busy_left = 10000;
    stub_poll();
    tap_ok(chip.sent_while_busy && chip.input_at == chip.input.size,
           "and the next one is received and answered meanwhile");
    run();
    tap_ok(holds(0, 0x11, HALF) && holds(HALF, 0x22, HALF) && !chip.flash_misused,
           "in the end both are written, and the flash got no command while it was busy");
}

/* Every other command finds the flash as the writes before it left it. */
static void test_waits(void)
{
    uint32_t request[4] = {0, SIZE, SIZE, 7};

    begin();
    chip.busy_polls = BUSY_POLLS;
    writes(0, 0x33, SIZE, ESP_WRITE_STORED);
    ask(ESP_OP_DIGEST, request, sizeof request);
    tap_ok(answered(ESP_OP_DIGEST, 7, 0) && holds(0, 0x33, SIZE) && !writer_step() &&
               chip.busy_left == 0,
           "a digest waits for the end of the write");
    writes(0x10000, 0xff, SIZE, ESP_WRITE_ERASE_64K);
    ask(ESP_OP_RUN_USER_CODE, NULL, 0);
    tap_ok(chip.left && chip.busy_left == 0, "so does the way back to the ROM, for an erase");
}

static void test_reads(void)
{
    begin();
    writes(0, 0x11, SIZE, ESP_WRITE_STORED);
    /* The next chunk of a sector is always fetched in advance. */
    tap_ok(chip.reads <= 2 * SIZE / ESP_SECTOR_SIZE + 4,
           "a sector that needs an erase is read up to the first difference, and not read back");
    begin();
    chip.reads = 0;
    for (uint32_t at = 0x10000; at < 0x20000; at += SIZE)
        writes(at, (uint8_t)(at >> 12), SIZE, ESP_WRITE_ERASE_64K);
    tap_ok(chip.reads <= 2 * SIZE / ESP_SECTOR_SIZE + 4 && chip.block64_erases == 1 &&
               holds(0x1c000, 0x1c, SIZE),
           "sectors of a block that was just erased are not read");
    writes(0x18000, 0x44, SIZE, ESP_WRITE_STORED);
    tap_ok(holds(0x18000, 0x44, SIZE) && !chip.flash_misused && chip.sector_erases == 4,
           "but they are when they are written once more");
    begin();
    writes(0x10000, 0x11, SIZE, ESP_WRITE_ERASE_64K);
    memset(chip.flash + 0x18000, 0, SIZE); /* as if a request between had been lost */
    writes(0x18000, 0x55, SIZE, ESP_WRITE_ERASE_64K);
    tap_ok(holds(0x18000, 0x55, SIZE), "or out of their order");
}

static bool glances(uint32_t address, uint32_t length, uint32_t unit, uint8_t status)
{
    ask(ESP_OP_GLANCE, (uint32_t[]){address, length, unit, 9}, 16);
    return answered(ESP_OP_GLANCE, 9, status);
}

static uint32_t word(size_t at)
{
    return (uint32_t)heard.data[at] | (uint32_t)heard.data[at + 1] << 8 |
           (uint32_t)heard.data[at + 2] << 16 | (uint32_t)heard.data[at + 3] << 24;
}

static void test_glances(void)
{
    begin();
    chip.flash[0x1000] = 0;
    tap_ok(glances(0, 0x3000, 0x1000, 0) && heard.size == 16 + 12 + 4 &&
               word(16) == crc32(0, chip.flash, CHUNK) && word(20) == crc32(0, chip.flash + 0x1000, CHUNK) &&
               word(28) == crc32(0, heard.data, 28),
           "GLANCE sends the CRC of each sector's first bytes");
    tap_ok(chip.reads == 3, "and reads no more");
    tap_ok(glances(0, 0x4000, CHUNK, 0) && heard.size == 16 + 4 * 256 + 4, "256 are sent");
    tap_ok(glances(0, 0x4040, CHUNK, ESP_STUB_BAD_RANGE) &&
               glances(0, 0x1800, 0x1000, ESP_STUB_BAD_RANGE) &&
               glances(0, 0x1000, 0, ESP_STUB_BAD_RANGE) &&
               glances(0, 0, 0x1000, ESP_STUB_BAD_RANGE) &&
               glances(0, 0x1000, 0xfffff000, ESP_STUB_BAD_RANGE) &&
               glances(0xfff000, 0x2000, 0x1000, ESP_STUB_BAD_RANGE),
           "more, parts of units and ranges past the end are refused");
}

/* In a process of its own, because the stub distrusts the command from then on. */
static void test_bad_blocks(void)
{
    bool right;
    int status = 1;
    pid_t child = fork();

    if (child == 0) {
        begin();
        chip.blocks_stay = true;
        right = writes(0, 0x11, SIZE, ESP_WRITE_ERASE_64K) && chip.block64_erases == 1 &&
                chip.sector_erases == 4 && holds(0, 0x11, SIZE) &&
                writes(0x10000, 0x22, SIZE, ESP_WRITE_ERASE_64K) && chip.block64_erases == 1 &&
                holds(0x10000, 0x22, SIZE);
        ask(ESP_OP_ERASE_SECTORS, (uint32_t[]){0x10000, 0x10000, 0, 5}, 16);
        right = right && chip.block64_erases == 1 && holds(0x10000, 0xff, 0x10000);
        _exit(right ? 0 : 1);
    }
    waitpid(child, &status, 0);
    tap_is((uint64_t)status, 0, "if a block is not blank after its erase, sectors are erased instead");
}

int main(void)
{
    test_bad_blocks();
    get_over_caution();
    test_answers();
    test_waits();
    test_reads();
    test_glances();
    return tap_done();
}
