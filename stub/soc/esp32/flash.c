/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPI1, the flash controller.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/soc/esp32/esp32_flash.h"

#include "stub/chip.h"
#include "stub/soc/esp32/esp32_registers.h"

enum {
    POLLS_MAX = 10000, /* of SPI_CMD; a read of 64 bytes takes about 100 polls */
    ADDRESS_BITS = 24,
    NOR_READ = 0x03,
};

bool chip_flash_idle(void)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    for (unsigned i = 0; i < POLLS_MAX; i++)
        if (spi[SPI_CMD] == 0)
            return true;
    return false;
}

volatile uint32_t *chip_flash_words(void)
{
    return registers(SPI1_BASE) + SPI_W0;
}

/* The address register sends its highest bit first.  The assembler statement keeps the
 * compiler from calling a library's function for this, which the stub does not have. */
static uint32_t swapped(uint32_t word)
{
    uint32_t outer = word << 24 | word >> 24;

    __asm__("" : "+r"(outer));
    return outer | (word & 0xff00) << 8 | (word >> 8 & 0xff00);
}

static void start(uint32_t command, uint32_t phases, uint32_t lengths)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    spi[SPI_USER] = phases | SPI_USR_COMMAND | SPI_CK_I_EDGE | SPI_CS_SETUP;
    spi[SPI_USER1] = lengths;
    spi[SPI_USER2] = 7u << SPI_USR_COMMAND_BITLEN_SHIFT | command;
    spi[SPI_CMD] = SPI_CMD_USR;
}

/* Begins to read.  Sends the address in the controller's address phase, and then
 * dummy_bits clocks. */
static void start_read(uint32_t command, uint32_t address, uint32_t dummy_bits, uint32_t in_bits)
{
    volatile uint32_t *spi = registers(SPI1_BASE);
    uint32_t phases = SPI_USR_ADDR | SPI_USR_MISO;
    uint32_t lengths = (uint32_t)(ADDRESS_BITS - 1) << SPI_USR_ADDR_BITLEN_SHIFT;

    if (dummy_bits != 0) {
        phases |= SPI_USR_DUMMY;
        lengths |= dummy_bits - 1;
    }
    spi[SPI_ADDR] = address;
    spi[SPI_MISO_DLEN] = in_bits - 1;
    start(command, phases, lengths);
}

/* A transaction that sends and receives is a read: its first bytes are the address, and the
 * bits behind the address are dummies. */
void chip_flash_begin(uint32_t command, uint32_t out_bits, uint32_t in_bits)
{
    volatile uint32_t *spi = registers(SPI1_BASE);
    uint32_t phases = 0;

    if (out_bits != 0 && in_bits != 0) {
        start_read(command, swapped(spi[SPI_W0]), out_bits - ADDRESS_BITS, in_bits);
        return;
    }
    if (out_bits != 0) {
        phases = SPI_USR_MOSI;
        spi[SPI_MOSI_DLEN] = out_bits - 1;
    } else if (in_bits != 0) {
        phases = SPI_USR_MISO;
        spi[SPI_MISO_DLEN] = in_bits - 1;
    }
    start(command, phases, 0);
}

/* ---- clock ---- */

void chip_flash_set_clock(enum chip_flash_clock divisor)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    chip_flash_idle();
    spi[SPI_CTRL] &= ~(SPI_CTRL_LINES | SPI_CTRL_DUAL);
    spi[SPI_CLOCK] = divisor == CHIP_FLASH_FAST ? SPI_CLOCK_HALF : SPI_CLOCK_QUARTER;
}

/* The registers as the ROM left them.  They are restored before the chip is left. */
static struct {
    uint32_t ctrl, clock, user, user1, user2;
} found;

void flash_take_over(void)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    chip_flash_idle();
    found.ctrl = spi[SPI_CTRL];
    found.clock = spi[SPI_CLOCK];
    found.user = spi[SPI_USER];
    found.user1 = spi[SPI_USER1];
    found.user2 = spi[SPI_USER2];
    chip_flash_set_clock(CHIP_FLASH_SLOW); /* until tests show that the fast clock works */
}

void flash_give_back(void)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    chip_flash_idle();
    spi[SPI_CTRL] = found.ctrl;
    spi[SPI_CLOCK] = found.clock;
    spi[SPI_USER] = found.user;
    spi[SPI_USER1] = found.user1;
    spi[SPI_USER2] = found.user2;
}

/* ---- the second path ---- */

/* The ID by the controller's own command, and reads by the command that every flash has, at
 * the slow clock. */
uint32_t chip_flash_id_plainly(void)
{
    volatile uint32_t *spi = registers(SPI1_BASE);
    uint32_t clock = spi[SPI_CLOCK], id = 0xffffff;

    chip_flash_idle();
    spi[SPI_CLOCK] = SPI_CLOCK_QUARTER;
    spi[SPI_W0] = 0;
    spi[SPI_CMD] = SPI_CMD_RDID;
    if (chip_flash_idle())
        id = spi[SPI_W0] & 0xffffff;
    spi[SPI_CLOCK] = clock;
    return id;
}

bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_WORDS])
{
    volatile uint32_t *spi = registers(SPI1_BASE);
    uint32_t clock = spi[SPI_CLOCK];
    bool done = chip_flash_idle();

    spi[SPI_CLOCK] = SPI_CLOCK_QUARTER;
    start_read(NOR_READ, address << 8, 0, 32 * CHIP_FLASH_WORDS);
    done = chip_flash_idle() && done;
    for (uint32_t i = 0; i < CHIP_FLASH_WORDS; i++)
        chunk[i] = spi[SPI_W0 + i];
    spi[SPI_CLOCK] = clock;
    return done;
}
