/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stubs' machine code writes and erases the virtual flash chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_write.h"

#include <stdio.h>

#include "tap.h"

static uint8_t image[ESP_BLOCK64_SIZE];

static bool all(uint32_t address, uint32_t size, uint8_t value)
{
    for (uint32_t i = 0; i < size; i++)
        if (*flash(address + i) != value)
            return false;
    return true;
}

static bool erase_is(uint32_t address, uint32_t length, uint32_t options, uint32_t erased)
{
    uint32_t request[4] = {address, length, options, 7}, want[4] = {address, length, erased, 0};

    want[3] = (uint32_t)crc32(0, (uint8_t *)want, 12);
    return machine_ask(&machine, ESP_OP_ERASE_SECTORS, request, sizeof request) &&
           answered(ESP_OP_ERASE_SECTORS, 7, 0) && machine.answer.size == sizeof want &&
           machine.answer.length == sizeof want + ESP_STATUS_SIZE &&
           memcmp(machine.answer.data, want, sizeof want) == 0;
}

/* ---- tests ---- */

static void test_contents(void)
{
    uint8_t before[2] = {*flash(0x0fff), *flash(0x5000)};
    uint64_t programs;

    fill_random(image, sizeof image, 1);
    mark();
    tap_ok(write_region(0x1000, image, STUB_WRITE_MAX, ESP_WRITE_STORED) &&
               flash_did(4, 0, 64),
           "stored contents over others: erased, programmed, right");
    tap_ok(*flash(0x0fff) == before[0] && *flash(0x5000) == before[1],
           "and nothing beside them is touched");
    mark();
    tap_ok(write_region(0x1000, image, STUB_WRITE_MAX, ESP_WRITE_DEFLATE) && flash_did_nothing(),
           "the same again, deflated: nothing is erased or programmed");
    image[0x2345] = (uint8_t)~image[0x2345];
    mark();
    tap_ok(write_region(0x1000, image, STUB_WRITE_MAX, ESP_WRITE_DEFLATE) &&
               flash_did(1, 0, 16),
           "a byte changed: one sector's erase and 16 pages");
    image[0x2345] = 0;
    image[0x100] = 0;
    mark();
    tap_ok(write_region(0x1000, image, STUB_WRITE_MAX, ESP_WRITE_DEFLATE) && flash_did(2, 0, 32),
           "bits cleared only: an erase, for no page is programmed over what it holds");
    memset(flash(0x1800), 0xff, 256);
    mark();
    tap_ok(write_region(0x1000, image, STUB_WRITE_MAX, ESP_WRITE_DEFLATE) && flash_did(0, 0, 1),
           "a page that is blank takes none");
    memset(flash(0x8000), 0xff, 0x4000);
    memset(image, 0xff, 0x4000);
    image[0x1234] = 0;
    programs = nor_get_stats(machine.nor)->page_programs;
    mark();
    tap_ok(write_region(0x8000, image, STUB_WRITE_MAX, ESP_WRITE_DEFLATE) && flash_did(0, 0, 1) &&
               nor_get_stats(machine.nor)->page_programs == programs + 1,
           "into a blank flash only what is not blank is programmed");
    memset(image, 0xff, 0x4000);
    mark();
    tap_ok(write_region(0x8000, image, STUB_WRITE_MAX, ESP_WRITE_DEFLATE) && flash_did(1, 0, 0),
           "to make a sector blank takes an erase and no program");
    tap_is(nor_get_stats(machine.nor)->violations, 0, "all of it by the flash's rules");
}

static bool write_block(uint32_t address, uint32_t size, uint32_t hint)
{
    for (uint32_t at = 0; at < size; at += STUB_WRITE_MAX)
        if (!write_region(address + at, image + at, STUB_WRITE_MAX, hint))
            return false;
    return true;
}

static void test_blocks(void)
{
    fill_random(image, sizeof image, 2);
    mark();
    tap_ok(write_block(0x10000, ESP_BLOCK64_SIZE, ESP_WRITE_ERASE_64K) && flash_did(0, 1, 256),
           "64 KB with the hint: one block erase");
    fill_random(image, sizeof image, 3);
    mark();
    tap_ok(write_block(0x10000, ESP_BLOCK64_SIZE / 2, ESP_WRITE_DEFLATE) &&
               flash_did(8, 0, 128),
           "half a block goes by sectors");
    fill_random(image, sizeof image, 4);
    memcpy(image + 0x1000, flash(0x11000), 0x1000);
    mark();
    tap_ok(write_region(0x10000, image, STUB_WRITE_MAX, ESP_WRITE_ERASE_64K) &&
               flash_did(3, 0, 48),
           "with a sector in the request that needs no erase, the hint is not followed");
    mark();
    tap_ok(write_region(0x18000, image, STUB_WRITE_MAX, ESP_WRITE_ERASE_64K) &&
               flash_did(4, 0, 64),
           "nor in the middle of a block");
    tap_is(nor_get_stats(machine.nor)->violations, 0, "all of it by the flash's rules");
}

static void test_erase(void)
{
    memset(flash(0x20000), 0xff, 0x20000);
    mark();
    tap_ok(erase_is(0x20000, ESP_ERASE_MAX, ESP_ERASE_NOT_BLANK, 0) && flash_did_nothing(),
           "ERASE_SECTORS of a blank block does nothing");
    *flash(0x21fff) = 0xfe;
    *flash(0x2f000) = 0;
    tap_ok(erase_is(0x20000, ESP_ERASE_MAX, ESP_ERASE_NOT_BLANK, 0x2000) &&
               flash_did(2, 0, 0) && all(0x20000, 0x10000, 0xff),
           "two sectors that are not blank: two erases");
    mark();
    tap_ok(erase_is(0x20000, ESP_ERASE_MAX, ESP_ERASE_ALL, 0x10000) && flash_did(0, 1, 0),
           "all of a block: a block erase");
    mark();
    tap_ok(erase_is(0x27000, 0xa000, ESP_ERASE_ALL, 0xa000) && flash_did(10, 0, 0),
           "ten sectors: ten erases");
    for (uint32_t i = 0; i < 8; i++)
        *flash(0x28000 + i * 0x1000) = 0;
    mark();
    tap_ok(erase_is(0x20000, ESP_ERASE_MAX, ESP_ERASE_NOT_BLANK, 0x8000) && flash_did(8, 0, 0) &&
               all(0x20000, 0x10000, 0xff),
           "half a block that is not blank: by sectors, too");
}

static bool refused(uint32_t address, uint32_t length, uint32_t options)
{
    return write_answered(address, image, length, options, ESP_STUB_BAD_RANGE);
}

static void test_refusals(void)
{
    static uint8_t data[WRITE_DATA_MAX];
    struct esp_write_region *region = (struct esp_write_region *)data;
    size_t size;

    memset(image, 0, 0x2000);
    size = write_data(data, 0x40000, image, 0x2000, ESP_WRITE_DEFLATE, 5);
    mark();
    machine_ask_checked(&machine, ESP_OP_WRITE_REGION, data, size,
                        request_check(ESP_OP_WRITE_REGION, data, size) ^ 0x10000);
    tap_ok(answered(ESP_OP_WRITE_REGION, 0, ESP_STUB_BAD_CHECK), "a damaged request is refused");
    machine_ask(&machine, ESP_OP_WRITE_REGION, data, size - 2);
    tap_ok(answered(ESP_OP_WRITE_REGION, 5, ESP_STUB_BAD_DATA), "so are contents cut short");
    region->length = 0x1000;
    machine_ask(&machine, ESP_OP_WRITE_REGION, data, size);
    tap_ok(answered(ESP_OP_WRITE_REGION, 5, ESP_STUB_BAD_DATA), "or longer than announced");
    region->length = 0x2000;
    region->crc32 ^= 1;
    machine_ask(&machine, ESP_OP_WRITE_REGION, data, size);
    tap_ok(answered(ESP_OP_WRITE_REGION, 5, ESP_STUB_BAD_DATA), "or not those that were meant");
    size = write_data(data, 0x40000, image, 0x1000, ESP_WRITE_STORED, 5);
    machine_ask(&machine, ESP_OP_WRITE_REGION, data, size - 1);
    tap_ok(answered(ESP_OP_WRITE_REGION, 5, ESP_STUB_BAD_LENGTH), "or stored ones too short");
    machine_ask(&machine, ESP_OP_WRITE_REGION, data, sizeof *region - 1);
    tap_ok(answered(ESP_OP_WRITE_REGION, 0, ESP_STUB_BAD_LENGTH), "or not even the numbers");
    tap_ok(refused(0x40800, 0x1000, 0) && refused(0x40000, 0x800, 0) && refused(0x40000, 0, 0) &&
               refused(0x1000000, 0x1000, 0) && refused(0xfff000, 0x2000, 0) &&
               refused(0x40000, 0x1000, 8),
           "or what is no whole sectors, beyond 16 MB, or has unknown options");
    for (uint32_t i = 0; i < 4; i++) {
        static const uint32_t bad[4][4] = {
            {0x40800, 0x1000, 0, 3}, {0x40000, 0x11000, 0, 3},
            {0x40000, 0, 0, 3},      {0, 0x1000, 2, 3},
        };
        machine_ask(&machine, ESP_OP_ERASE_SECTORS, bad[i], sizeof bad[i]);
        tap_ok(answered(ESP_OP_ERASE_SECTORS, 3, ESP_STUB_BAD_RANGE),
               "ERASE_SECTORS refuses the like (%u)", (unsigned)i);
    }
    tap_ok(lost() == 0 && flash_did_nothing(), "and nothing was done");
}

static void print_times(const char *what, uint32_t length, uint32_t options)
{
    static uint8_t data[WRITE_DATA_MAX];
    size_t size = write_data(data, 0x50000, image, length, options, 1);
    uint64_t sent, unpacked;

    machine_ask(&machine, ESP_OP_STUB_INFO, NULL, 0);
    machine_ask(&machine, ESP_OP_WRITE_REGION, data, size);
    sent = machine.host_free_ns;
    unpacked = machine.last_ns;
    lost();
    printf("# %s: %u bytes on the line; answered after %u us (%u cycles a byte), "
           "done %u us later\n",
           what, (unsigned)size, (unsigned)((unpacked - sent) / 1000),
           (unsigned)((unpacked - sent) * 52 / 1000 / length),
           (unsigned)((machine.last_ns - unpacked) / 1000));
}

static void test_times(void)
{
    uint32_t text = 0;

    change_rate(921600);
    fill_random(image, sizeof image, 5);
    memset(flash(0x50000), 0xff, 0x10000);
    print_times("16 KB of random, stored, to a blank flash", STUB_WRITE_MAX, 0);
    print_times("again, with nothing to do", STUB_WRITE_MAX, 0);
    print_times("again, deflated", STUB_WRITE_MAX, ESP_WRITE_DEFLATE);
    /* the stub's own code has the statistics of code */
    for (uint32_t i = 0; i < STUB_WRITE_MAX; i++)
        image[i] = machine.stub[i % machine.stub_size] ^ (uint8_t)(i / machine.stub_size);
    memset(flash(0x50000), 0xff, 0x10000);
    print_times("16 KB of code to a blank flash", STUB_WRITE_MAX, ESP_WRITE_DEFLATE);
    print_times("again", STUB_WRITE_MAX, ESP_WRITE_DEFLATE);
    while (text < STUB_WRITE_MAX)
        text += (uint32_t)snprintf((char *)image + text, 64, "line %u of a text;\n", text * 7919);
    print_times("16 KB of text, over that", STUB_WRITE_MAX, ESP_WRITE_DEFLATE);
    memset(image, 0, STUB_WRITE_MAX);
    print_times("16 KB of zeros, over that", STUB_WRITE_MAX, ESP_WRITE_DEFLATE);
}

static void test_machine(void)
{
    printf("# %s\n", machine_kind->name);
    machine_open(&machine, 26000000);
    machine_start(&machine, 115200);
    change_rate(921600);
    test_contents();
    test_blocks();
    test_erase();
    test_refusals();
    if (machine.soc)
        test_times();
    machine_close(&machine);
}

int main(void)
{
    for (machine_kind = machine_kinds; machine_kind->name; machine_kind++)
        test_machine();
    return tap_done();
}
