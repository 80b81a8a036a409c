/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPI0, the flash controller.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/soc/esp8266/flash.h"

#include "stub/chip.h"
#include "stub/soc/esp8266/registers.h"
#include "stub/soc/esp8266/rom_functions.h"

enum { POLLS_MAX = 10000 }; /* of SPI_CMD; a read of 64 bytes takes about 100 polls */

bool chip_flash_idle(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    for (unsigned i = 0; i < POLLS_MAX; i++)
        if (spi[SPI_CMD] == 0)
            return true;
    return false;
}

volatile uint32_t *chip_flash_words(void)
{
    return registers(SPI0_BASE) + SPI_W0;
}

void chip_flash_begin(uint32_t command, uint32_t out_bits, uint32_t in_bits)
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
    spi[SPI_CMD] = SPI_CMD_USR;
}

/* ---- clock and pins ---- */

void chip_flash_set_clock(enum chip_flash_clock divisor)
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    bool fast = divisor == CHIP_FLASH_FAST;

    chip_flash_idle();
    spi[SPI_CTRL] = SPI_CTRL_PLAIN | (fast ? SPI_CTRL_CLOCK_HALF : SPI_CTRL_CLOCK_QUARTER);
    spi[SPI_CLOCK] = fast ? SPI_CLOCK_HALF : SPI_CLOCK_QUARTER;
}

/* The registers as the ROM left them.  They are restored before the ROM boots. */
static struct {
    uint32_t ctrl, clock, user, user1, user2, pins;
} found;

void flash_take_over(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    volatile uint32_t *pins = registers(PERIPHERALS_BASE) + IO_MUX_CONF;

    chip_flash_idle();
    found.ctrl = spi[SPI_CTRL];
    found.clock = spi[SPI_CLOCK];
    found.user = spi[SPI_USER];
    found.user1 = spi[SPI_USER1];
    found.user2 = spi[SPI_USER2];
    found.pins = *pins;
    SelectSpiFunction();
    *pins &= ~(uint32_t)IO_MUX_SPI0_CLK_EQU_SYS_CLK;
    chip_flash_set_clock(CHIP_FLASH_SLOW); /* until tests show that the fast clock works */
}

void flash_give_back(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    chip_flash_idle();
    spi[SPI_CTRL] = found.ctrl;
    spi[SPI_CLOCK] = found.clock;
    spi[SPI_USER] = found.user;
    spi[SPI_USER1] = found.user1;
    spi[SPI_USER2] = found.user2;
    registers(PERIPHERALS_BASE)[IO_MUX_CONF] = found.pins;
}

/* ---- the second path ---- */

/* Carries out one of the controller's own commands.  READ takes its mode and clock from
 * SPI_CTRL, and the count of bytes from the top byte of SPI_ADDR; the count is 32 at most,
 * as in the ROM's SPIRead.  SPI_USER has its value after a reset, because the ROM gives
 * these commands only with that value: one of its bits selects the edge at which input is
 * sampled. */
enum { PLAIN_BYTES = 32 };

static bool plainly(uint32_t command)
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    uint32_t ctrl = spi[SPI_CTRL], clock = spi[SPI_CLOCK];
    bool done;

    spi[SPI_USER] = SPI_USER_RESET;
    spi[SPI_CTRL] = SPI_CTRL_PLAIN | SPI_CTRL_CLOCK_QUARTER;
    spi[SPI_CLOCK] = SPI_CLOCK_QUARTER;
    spi[SPI_CMD] = command;
    done = chip_flash_idle();
    spi[SPI_CTRL] = ctrl;
    spi[SPI_CLOCK] = clock;
    return done;
}

uint32_t chip_flash_id_plainly(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    chip_flash_idle();
    spi[SPI_W0] = 0;
    return plainly(SPI_CMD_RDID) ? spi[SPI_W0] & 0xffffff : 0xffffff;
}

bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_WORDS])
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    bool done = chip_flash_idle();

    for (uint32_t at = 0; at < 4 * CHIP_FLASH_WORDS; at += PLAIN_BYTES) {
        spi[SPI_ADDR] = PLAIN_BYTES << 24 | (address + at);
        done = plainly(SPI_CMD_READ) && done;
        for (uint32_t i = 0; i < PLAIN_BYTES / 4; i++)
            chunk[at / 4 + i] = spi[SPI_W0 + i];
    }
    return done;
}
