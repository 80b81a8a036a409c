/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stubs' machine code writes under bad conditions: a protected flash, cells that do not
 * work, a flash that stays busy, and a line that does not wait.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_write.h"

#include <stdio.h>

#include "sim/uart/uart.h"
#include "tap.h"

static uint8_t image[ESP_BLOCK64_SIZE];

/* ---- protection ---- */

static void tell_flash(const uint8_t *bytes, size_t size)
{
    nor_transfer(machine.nor, machine_now_ns(&machine), bytes, size, NULL, 0);
}

static uint8_t ask_flash(uint8_t command)
{
    uint8_t value = 0;

    nor_transfer(machine.nor, machine_now_ns(&machine), &command, 1, &value, 1);
    return value;
}

/* Sets the non-volatile value of both status registers, and starts the stub. */
static void start_protected(struct nor_config nor, uint8_t first, uint8_t second)
{
    machine_open_with(&machine, 26000000, nor);
    tell_flash((const uint8_t[]){0x06}, 1);
    tell_flash((const uint8_t[]){0x01, first, second}, 3);
    machine_start(&machine, 115200);
    change_rate(921600);
    mark();
}

static void test_protection(void)
{
    uint64_t violations;

    for (unsigned i = 0; i < 2; i++) {
        start_protected((struct nor_config){.short_status_clears = i == 1}, 0x1c, 0x02);
        tap_ok(write_region(0x1000, image, 0x1000, 0) && flash_did(1, 0, 16),
               "a flash whose protection bits are set is written to (%s)",
               i ? "an old one" : "a new one");
        tap_ok(ask_flash(0x05) == 0 && ask_flash(0x35) == 0x02 &&
                   nor_get_stats(machine.nor)->status_writes == 1,
               "the quad enable bit stays, and nothing lasting is changed");
        tap_is(nor_get_stats(machine.nor)->violations, 0, "all of it by the flash's rules");
        machine_close(&machine);
    }
    start_protected((struct nor_config){.size = 0}, 0x80 | 0x40 | 0x1c, 0);
    tap_ok(write_region(0x1000, image, 0x1000, 0) && ask_flash(0x05) == 0xc0,
           "other bits of the first status register stay");
    machine_close(&machine);

    start_protected((struct nor_config){.no_volatile_status = true}, 0x1c, 0x02);
    tap_ok(write_region(0x1000, image, 0x1000, 0) && ask_flash(0x35) == 0x02 &&
               nor_get_stats(machine.nor)->status_writes == 2,
           "where it can only be lifted for good, it is, and the quad enable bit stays");
    machine_close(&machine);

    start_protected((struct nor_config){.jedec_id = 0x1620c2 /* Macronix */}, 0x40 | 0x3c, 0);
    tap_ok(write_region(0x1000, image, 0x1000, 0) && ask_flash(0x05) == 0x40 &&
               nor_get_stats(machine.nor)->violations == 0,
           "a Macronix' quad enable bit is in the first status register: it stays, too");
    machine_close(&machine);

    start_protected((struct nor_config){.status_by_byte = true, .fast = true}, 0, 0);
    tell_flash((const uint8_t[]){0x06}, 1);
    tell_flash((const uint8_t[]){0x31, 0x02}, 2);
    tell_flash((const uint8_t[]){0x06}, 1);
    tell_flash((const uint8_t[]){0x01, 0x1c}, 2);
    mark();
    tap_ok(ask_flash(0x05) == 0x1c && ask_flash(0x35) == 0x02 &&
               write_region(0x1000, image, 0x1000, 0) && flash_did(1, 0, 16) &&
               ask_flash(0x05) == 0 && ask_flash(0x35) == 0x02,
           "nor does one mind whose two registers are written each by a command of its own");
    machine_close(&machine);

    start_protected((struct nor_config){.status_locked = true}, 0x1c, 0);
    violations = nor_get_stats(machine.nor)->violations;
    tap_ok(write_answered(0x1000, image, 0x1000, 0, 0) && lost() == 0 && flash_did_nothing() &&
               write_answered(0x2000, image, 0x1000, 0, ESP_STUB_PROTECTED) && flash_did_nothing(),
           "one that cannot be unlocked: the next request is told so, and not carried out");
    tap_ok(write_answered(0x2000, image, 0x1000, 0, 0) && lost() == 0 &&
               nor_get_stats(machine.nor)->violations == violations,
           "the one after that is tried again");
    machine_ask(&machine, ESP_OP_ERASE_SECTORS, (uint32_t[]){0, 0x1000, 0, 9}, 16);
    tap_ok(answered(ESP_OP_ERASE_SECTORS, 9, ESP_STUB_PROTECTED), "so is an erase told");
    machine_close(&machine);
}

static void test_equal_and_protected(void)
{
    start_protected((struct nor_config){.size = 0}, 0x1c, 0);
    memcpy(image, flash(0x1000), 0x1000);
    tap_ok(write_region(0x1000, image, 0x1000, 0) && ask_flash(0x05) == 0x1c,
           "where nothing is to be done protection is left alone");
    machine_close(&machine);
}

/* ---- cells that do not work ---- */

static void test_stuck_bit(void)
{
    struct nor_config nor = {.has_stuck_bit = true, .stuck_address = 0x1234, .stuck_bit = 3};

    machine_open_with(&machine, 26000000, nor);
    machine_start(&machine, 115200);
    change_rate(921600);
    fill_random(image, 0x1000, 3);
    image[0x234] = 0xff;
    *flash(0x1234) = 0;
    mark();
    tap_ok(write_answered(0x1000, image, 0x1000, 0, 0) && lost() == 0 && flash_did(1, 0, 16),
           "a bit that stays 0 costs nothing: the host sees it, and sends the sector again");
    tap_ok(write_answered(0x4000, image, 0x1000, 0, 0),
           "nothing is said of it in the next answer");
    image[0x234] = 0xf7;
    tap_ok(write_region(0x1000, image, 0x1000, 0), "contents that have a 0 there are good");
    machine_close(&machine);

    nor.stuck_at_one = true;
    machine_open_with(&machine, 26000000, nor);
    machine_start(&machine, 115200);
    change_rate(921600);
    memset(flash(0x1000), 0xff, 0x1000);
    memset(image, 0, 0x1000);
    mark();
    tap_ok(write_answered(0x1000, image, 0x1000, 0, 0) && lost() == 0 && flash_did(0, 0, 16),
           "nor does a bit that stays 1");
    machine_close(&machine);
}

/* ---- a line that does not wait ---- */

/* Sends all requests for a block of 64 KB, as many at a time as the limit allows.  True if
 * each was answered in its turn and the flash is right. */
static bool write_block(uint32_t address, uint32_t length, uint32_t options)
{
    static uint8_t data[WRITE_DATA_MAX];
    static struct wire wires[ESP_BLOCK64_SIZE / ESP_SECTOR_SIZE];
    uint32_t count = ESP_BLOCK64_SIZE / length, sent = 0, done = 0;
    size_t in_flight = 0;

    for (uint32_t i = 0; i < count; i++) {
        size_t size = write_data(data, address + i * length, image + i * length, length, options,
                                 address + i);
        wires[i].size = 0;
        wire_request(&wires[i], ESP_OP_WRITE_REGION, data, size,
                     request_check(ESP_OP_WRITE_REGION, data, size));
    }
    while (done < count) {
        while (sent < count && in_flight + wires[sent].size <= machine.kind->in_flight) {
            machine_send(&machine, wires[sent].bytes, wires[sent].size);
            in_flight += wires[sent++].size;
        }
        if (!machine_take(&machine, 2000) || !answered(ESP_OP_WRITE_REGION, address + done, 0))
            return false;
        in_flight -= wires[done++].size;
    }
    return lost() == 0 && memcmp(flash(address), image, sizeof image) == 0;
}

static void test_in_flight(uint32_t baud)
{
    static const uint32_t lengths[] = {0x1000, 0x2000, STUB_WRITE_MAX};

    machine_open(&machine, 26000000);
    machine_start(&machine, 115200);
    change_rate(baud);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        fill_random(image, sizeof image, 40 + (uint32_t)i);
        mark();
        tap_ok(write_block(0x20000, lengths[i], ESP_WRITE_ERASE_64K) && flash_did(0, 1, 256) &&
                   machine_stats(&machine).uart.receive_overflow == 0,
               "at %u baud the line goes on while a block is erased (by %u bytes)", baud,
               (unsigned)lengths[i]);
    }
    for (uint32_t i = 0; i < sizeof image; i++) /* all bytes are escaped, which takes longest
                                                 * on the line */
        image[i] = i % 1024 < 1000 ? ESP_SLIP_END : (uint8_t)(i / 1024 + i);
    tap_ok(write_block(0x20000, 0x1000, ESP_WRITE_ERASE_64K), "so it does when all is escaped");
    fill_random(image, sizeof image, 50);
    for (uint32_t i = 0; i < sizeof image; i++)
        image[i] = (uint8_t)(image[i] >> 5 | i / 100);
    mark();
    tap_ok(write_block(0x20000, 0x2000, ESP_WRITE_ERASE_64K | ESP_WRITE_DEFLATE) &&
               nor_get_stats(machine.nor)->violations == 0,
           "and with deflated contents");
    printf("# fullest receive FIFO: %u\n", machine_stats(&machine).uart.receive_peak);
    machine_close(&machine);
}

int main(void)
{
    for (machine_kind = machine_kinds; machine_kind->name; machine_kind++) {
        printf("# %s\n", machine_kind->name);
        fill_random(image, sizeof image, 1);
        test_protection();
        test_equal_and_protected();
        test_stuck_bit();
        if (machine_kind == machine_kinds)
            test_in_flight(921600);
        test_in_flight(2000000);
    }
    return tap_done();
}
