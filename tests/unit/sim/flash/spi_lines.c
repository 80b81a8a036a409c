/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the simulated flash controller: answers on one line and on two.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/flash/spi_bench.h"

#include "tap.h"

/* Reads four bytes at 0x200 by a user command with a dummy byte. */
static uint32_t user_read(struct bench *b, uint8_t opcode, uint32_t mode)
{
    store(b, SPI_CTRL, (load(b, SPI_CTRL) & ~(SPI_FASTRD_MODE | SPI_DOUT_MODE)) | mode);
    store(b, SPI_USER, SPI_USR_COMMAND | SPI_USR_ADDR | SPI_USR_DUMMY | SPI_USR_MISO);
    store(b, SPI_USER1, 23u << 26 | 31 << 8 | 7);
    store(b, SPI_USER2, 7u << 28 | opcode);
    store(b, SPI_ADDR, 0x200 << 8);
    run(b, SPI_USR);
    return load(b, SPI_W0);
}

static void test_lines(void)
{
    struct bench b = setup(0);
    struct spi_manners manners = {.data_in_dead = true};
    const uint32_t two = SPI_FASTRD_MODE | SPI_DOUT_MODE;
    uint64_t one_took;

    program(&b, 0x200, 8, 0x30);
    tap_is(user_read(&b, 0x0b, 0), 0x33323130, "a fast read has its answer on one line");
    one_took = b.took;
    tap_is(user_read(&b, 0x3b, two), 0x33323130, "dual output has it on two");
    tap_ok(b.took < one_took - 14 * 1000 / 52 && b.took > one_took - 18 * 1000 / 52,
           "which saves 16 of 32 clocks");
    /* IO1 of 30h is 0 1 0 0, and so is that of 31h; 32h and 33h have 0 1 0 1. */
    tap_is(user_read(&b, 0x3b, 0), 0x55445544,
           "on one line only every second bit is seen");
    /* Nobody drives IO0: 01 01 11 11  01 01 01 01  01 01 11 11  01 01 01 11 */
    tap_is(user_read(&b, 0x0b, two), 0x575f555f, "of an answer on one line two are read");
    tap_is(user_read(&b, 0x3b, SPI_DOUT_MODE), 0x55445544, "both bits of SPI_CTRL are needed");
    spi_set_manners(b.spi, &manners);
    tap_is(user_read(&b, 0x0b, 0), 0x33323130, "a dead line does not matter to one line");
    tap_is(user_read(&b, 0x3b, two), 0x77777575, "and spoils two");
    tap_is(nor_get_stats(b.nor)->violations, 0, "the flash does not notice");
    teardown(&b);
}

int main(void)
{
    test_lines();
    return tap_done();
}
