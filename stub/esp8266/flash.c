/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash behind SPI0, driven by user-defined commands.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Address bytes are sent as the first data bytes (MOSI phase): that needs no
 * assumption about how the controller aligns its address register.
 */
#include "flash.h"

#include "../chip.h"
#include "registers.h"
#include "rom.h"

/* Commands, common to all makers' data sheets. */
enum {
    NOR_FAST_READ = 0x0b, /* a dummy byte after the address; to 80 MHz or more
                           * everywhere.  We clock 26, or 40 with a 40 MHz
                           * crystal: some chips end at 33 with plain 03h. */
    NOR_READ_STATUS = 0x05,
    NOR_READ_ID = 0x9f,
    NOR_WAKE = 0xab,
    NOR_STATUS_BUSY = 1,
    NOR_WAKE_US = 50, /* tRES1; 30 us is the longest found */
};

/* The longest wait for a flash that is busy: a sector erase takes 0.4 s at
 * worst, and the host gives us 3 s. In cycles: 1.25 s at 80 MHz. */
static const uint32_t busy_cycles = 100000000;

enum { POLLS_MAX = 10000 }; /* of SPI_CMD; a 64-byte read takes about 100 */

static bool controller_idle(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    for (unsigned i = 0; i < POLLS_MAX; i++)
        if (spi[SPI_CMD] == 0)
            return true;
    return false;
}

/* Starts: command, then out_bits of out (first byte lowest), then reads
 * in_bits.  Either count may be 0. */
static void begin(uint32_t command, uint32_t out, uint32_t out_bits, uint32_t in_bits)
{
    uint32_t phases = SPI_USR_COMMAND | SPI_CS_SETUP;
    uint32_t lengths = 0;
    volatile uint32_t *spi = registers(SPI0_BASE);

    if (out_bits != 0) {
        phases |= SPI_USR_MOSI;
        lengths |= (out_bits - 1) << SPI_USR_MOSI_BITLEN_SHIFT;
    }
    if (in_bits != 0) {
        phases |= SPI_USR_MISO;
        lengths |= (in_bits - 1) << SPI_USR_MISO_BITLEN_SHIFT;
    }
    spi[SPI_USER] = phases;
    spi[SPI_USER1] = lengths;
    spi[SPI_USER2] = 7u << SPI_USR_COMMAND_BITLEN_SHIFT | command;
    spi[SPI_W0] = out;
    spi[SPI_CMD] = SPI_CMD_USR;
}

/* A command that answers with up to 4 bytes; all ones when the controller
 * does not answer. */
static uint32_t ask(uint32_t command, uint32_t in_bits)
{
    uint32_t mask = (1u << in_bits) - 1;

    if (!controller_idle())
        return mask;
    begin(command, 0, 0, in_bits);
    return controller_idle() ? registers(SPI0_BASE)[SPI_W0] & mask : mask;
}

void flash_take_over(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    SelectSpiFunction();
    registers(PERIPHERALS_BASE)[IO_MUX_CONF] &= ~(uint32_t)IO_MUX_SPI0_CLK_EQU_SYS_CLK;
    spi[SPI_CTRL] = SPI_CTRL_PLAIN | SPI_CTRL_CLOCK_HALF;
    spi[SPI_CLOCK] = SPI_CLOCK_HALF;
    /* A program may have sent the flash to sleep; while it erases, it ignores
     * this. */
    ask(NOR_WAKE, 0);
    chip_delay_us(NOR_WAKE_US);
}

bool chip_flash_ready(void)
{
    uint32_t start = chip_cycles();

    while (ask(NOR_READ_STATUS, 8) & NOR_STATUS_BUSY) {
        if (chip_cycles() - start > busy_cycles)
            return false;
        chip_feed_watchdog();
    }
    return true;
}

uint32_t chip_flash_id(void)
{
    return ask(NOR_READ_ID, 24);
}

void chip_flash_start(uint32_t address, uint32_t size)
{
    /* The address goes out highest byte first, the dummy byte last. */
    uint32_t out = (address >> 16 & 0xff) | (address & 0xff00) | (address & 0xff) << 16;

    if (controller_idle())
        begin(NOR_FAST_READ, out, 32, 8 * size);
}

bool chip_flash_finish(uint32_t chunk[CHIP_FLASH_CHUNK / 4])
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    if (!controller_idle())
        return false;
    for (unsigned i = 0; i < CHIP_FLASH_CHUNK / 4; i++)
        chunk[i] = spi[SPI_W0 + i];
    return true;
}
