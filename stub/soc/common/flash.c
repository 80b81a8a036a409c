/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPI1, the flash controller.  The chip's registers.h has what differs between the chips: the
 * places of the registers, and how the address is aligned.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/soc/common/spi1.h"

#include "stub/chip.h"
#include "stub/limits.h"
#include "stub/soc/common/soc_registers.h"

enum {
    POLLS_MAX = 10000, /* of SPI_CMD; a read of 64 bytes takes about 100 polls */
    ADDRESS_BITS = 24,
    FAR_ADDRESS_BITS = 32,
    DUMMY_BITS = 8,
    NOR_READ = 0x03,
    NOR_FAR_READ = 0x13,
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

/* The read for which the registers are set, so that a read of the same kind only needs its
 * address; 0: none. */
static uint32_t prepared;

/* All transactions but some reads have one line. */
static void use_one_line(void)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    prepared = 0;
    spi[SPI_CTRL] &= ~(SPI_CTRL_LINES | SPI_CTRL_DUAL);
}

static void set(uint32_t command, uint32_t phases, uint32_t lengths)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    spi[SPI_USER] = phases | SPI_USR_COMMAND | SPI_USER_ALWAYS;
    spi[SPI_USER1] = lengths;
    spi[SPI_USER2] = 7u << SPI_USR_COMMAND_BITLEN_SHIFT | command;
}

/* Sets the registers for a read.  The address is sent in the controller's address phase, and
 * dummy_bits clocks follow. */
static void set_read(uint32_t command, uint32_t address_bits, uint32_t dummy_bits, uint32_t in_bits)
{
    volatile uint32_t *spi = registers(SPI1_BASE);
    uint32_t phases = SPI_USR_ADDR | SPI_USR_MISO;
    uint32_t lengths = (address_bits - 1) << SPI_USR_ADDR_BITLEN_SHIFT;

    use_one_line();
    if (dummy_bits != 0) {
        phases |= SPI_USR_DUMMY;
        lengths |= dummy_bits - 1;
    }
    spi[SPI_MISO_DLEN] = in_bits - 1;
    set(command, phases, lengths);
}

static void start_read(uint32_t address, uint32_t address_bits)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    spi[SPI_ADDR] = spi_address(address, address_bits);
    spi[SPI_CMD] = SPI_CMD_USR;
}

void chip_flash_begin_read(uint32_t command, uint32_t address, uint32_t address_bits,
                           uint32_t lines, uint32_t in_bits)
{
    volatile uint32_t *spi = registers(SPI1_BASE);
    uint32_t kind = command | in_bits << 8; /* the command implies the rest */

    if (kind != prepared) {
        set_read(command, address_bits, DUMMY_BITS, in_bits);
        if (lines == 2)
            spi[SPI_CTRL] |= SPI_CTRL_FAST | SPI_CTRL_DUAL;
        prepared = kind;
    }
    start_read(address, address_bits);
}

void chip_flash_begin(uint32_t command, uint32_t out_bits, uint32_t in_bits)
{
    volatile uint32_t *spi = registers(SPI1_BASE);
    uint32_t phases = 0;

    if (prepared != 0)
        use_one_line();
    if (out_bits != 0) {
        phases = SPI_USR_MOSI;
        spi[SPI_MOSI_DLEN] = out_bits - 1;
    } else if (in_bits != 0) {
        phases = SPI_USR_MISO;
        spi[SPI_MISO_DLEN] = in_bits - 1;
    }
    set(command, phases, 0);
    spi[SPI_CMD] = SPI_CMD_USR;
}

/* ---- clock ---- */

void chip_flash_set_clock(enum chip_flash_clock divisor)
{
    volatile uint32_t *spi = registers(SPI1_BASE);

    chip_flash_idle();
    use_one_line();
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

void flash_forget(void)
{
    chip_flash_idle();
    use_one_line();
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
    use_one_line();
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
    bool far = address + 4 * CHIP_FLASH_WORDS > (uint32_t)STUB_REACH;
    uint32_t address_bits = far ? FAR_ADDRESS_BITS : ADDRESS_BITS;
    bool done = chip_flash_idle();

    spi[SPI_CLOCK] = SPI_CLOCK_QUARTER;
    set_read(far ? NOR_FAR_READ : NOR_READ, address_bits, 0, 32 * CHIP_FLASH_WORDS);
    start_read(address, address_bits);
    done = chip_flash_idle() && done;
    for (uint32_t i = 0; i < CHIP_FLASH_WORDS; i++)
        chunk[i] = spi[SPI_W0 + i];
    spi[SPI_CLOCK] = clock;
    return done;
}
