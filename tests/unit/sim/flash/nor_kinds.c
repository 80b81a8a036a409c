/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the simulated NOR flash chip: the commands that only some chips know, and the
 * tables that tell about them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/nor_bench.h"

#include "tap.h"

/* Sends a command with four bytes of address and a byte more. */
static void far(struct bench *b, uint8_t opcode, uint32_t address, size_t data)
{
    uint8_t out[] = {opcode, (uint8_t)(address >> 24), (uint8_t)(address >> 16),
                     (uint8_t)(address >> 8), (uint8_t)address, 0x77};

    op(b, 0x06);
    send(b, out, 5 + data);
    wait_idle(b);
}

static uint32_t far_read(struct bench *b, uint8_t opcode, uint32_t address, size_t dummy)
{
    uint8_t out[] = {opcode, (uint8_t)(address >> 24), (uint8_t)(address >> 16),
                     (uint8_t)(address >> 8), (uint8_t)address, 0};

    return ask(b, out, 5 + dummy, 1);
}

static uint32_t sfdp_at(struct bench *b, uint8_t address)
{
    const uint8_t sfdp[] = {0x5a, 0, 0, address, 0};

    return ask(b, sfdp, sizeof sfdp, 4);
}

static void test_four_bytes(void)
{
    struct bench b = setup(0x2000000), old, small = setup(0x1000000);
    struct nor_config config = {.size = 0x2000000, .no_four_bytes = true}, other = {.size = 0x2000000,
                                                                             .jedec_id = 0x1920c2};
    uint8_t zero = 0;

    program(&b, 0x5000, &zero, 1);
    far(&b, 0x12, 0x1005000, 1);
    tap_ok(nor_bytes(b.nor)[0x1005000] == 0x77 && nor_bytes(b.nor)[0x5000] == 0,
           "12h programs above 16 MB, and not what three bytes of the address name");
    tap_ok(far_read(&b, 0x13, 0x1005000, 0) == 0x77 && far_read(&b, 0x0c, 0x1005000, 1) == 0x77 &&
               far_read(&b, 0x3c, 0x1005000, 1) == 0x77 && far_read(&b, 0x13, 0x5000, 0) == 0,
           "13h, 0Ch and 3Ch read there");
    far(&b, 0x21, 0x1005000, 0);
    far(&b, 0xdc, 0x1010000, 0);
    tap_ok(nor_bytes(b.nor)[0x1005000] == 0xff && nor_bytes(b.nor)[0x5000] == 0 &&
               nor_get_stats(b.nor)->sector_erases == 1 && nor_get_stats(b.nor)->block64_erases == 1,
           "21h and DCh erase there");
    tap_is(violations(&b), 0, "all in the three-byte mode");
    tap_ok(sfdp_at(&b, 0x04) == 0xff000105 && sfdp_at(&b, 0x80) == 0xfff320e5,
           "a W25Q256JV has the tables of JESD216A");
    nor_close(b.nor);
    old.nor = nor_open(&config);
    old.now = 0;
    far(&old, 0x12, 0x1005000, 1);
    far(&old, 0x21, 0x1005000, 0);
    far(&old, 0xdc, 0x1005000, 0);
    tap_ok(far_read(&old, 0x0c, 0x1005000, 1) == 0xff && violations(&old) == 3,
           "a W25Q256FV only reads by four bytes");
    tap_is(sfdp_at(&old, 0x04), 0xff000100, "and has older tables");
    nor_close(old.nor);
    old.nor = nor_open(&other);
    tap_ok(sfdp_at(&old, 0x10) == 0x02010084 && sfdp_at(&old, 0xd0) == 0x00000a47 &&
               sfdp_at(&old, 0xd4) == 0xffdc5c21,
           "other makers have the table of four-byte instructions");
    nor_close(old.nor);
    far(&small, 0x12, 0x1000, 1);
    far_read(&small, 0x13, 0x1000, 0);
    tap_is(violations(&small), 2, "a chip of 16 MB knows none of these commands");
    nor_close(small.nor);
}

static void test_no_dual(void)
{
    struct nor_config config = {.size = mb4, .no_dual = true};
    struct bench b = {.nor = nor_open(&config)};
    const uint8_t dual[] = {0x3b, 0, 0, 0, 0};

    ask(&b, dual, sizeof dual, 1);
    tap_is(violations(&b), 1, "a chip may not know 3Bh");
    tap_ok(nor_lines(0x3b) == 2 && nor_lines(0x3c) == 2 && nor_lines(0x0b) == 1 &&
               nor_lines(0x6b) == 4,
           "those that do answer on two lines");
    nor_close(b.nor);
}

int main(void)
{
    test_four_bytes();
    test_no_dual();
    return tap_done();
}
