/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash behind SPI0, driven by user-defined commands.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Address bytes are sent as the first data bytes (MOSI phase): that needs no
 * assumption about how the controller aligns its address register.
 */
#include "flash.h"

#include "../../src/esp/protocol.h"
#include "../chip.h"
#include "registers.h"
#include "rom.h"

/* Commands, common to all makers' data sheets but for what is noted. */
enum {
    NOR_WRITE_STATUS = 0x01,
    NOR_PROGRAM = 0x02,
    NOR_READ_STATUS = 0x05,
    NOR_WRITE_ENABLE = 0x06,
    NOR_FAST_READ = 0x0b, /* a dummy byte after the address; to 80 MHz or more
                           * everywhere.  We clock 26, or 40 with a 40 MHz
                           * crystal: some chips end at 33 with plain 03h. */
    NOR_ERASE_SECTOR = 0x20,
    NOR_READ_STATUS_2 = 0x35,     /* not the two makers below */
    NOR_VOLATILE_ENABLE = 0x50,   /* the next 01h is until the power goes off;
                                   * those who do not know it ignore that 01h */
    NOR_READ_ID = 0x9f,
    NOR_WAKE = 0xab,
    NOR_ERASE_BLOCK64 = 0xd8,
    NOR_WAKE_US = 50, /* tRES1; 30 us is the longest found */
};

/* Status register 1. */
enum {
    STATUS_BUSY = 0x01,
    STATUS_WRITE_ENABLED = 0x02,
    /* BP0 to BP2, which the ROM's FLASH_END sets, and BP3 of those who have it (to
     * others it says which end is protected).  Not the next bit: it protects nothing
     * by itself, and with Macronix and ISSI it is the quad enable bit. */
    STATUS_PROTECTED = 0x3c,
};

/* To whom 35h means something else: from now on, talk on four lines. */
enum { MAKER_MACRONIX = 0xc2, MAKER_ISSI = 0x9d };

/* The longest waits for a flash that is busy.  One that somebody else began: a
 * sector erase takes 0.4 s at worst, and the host gives us 3 s.  In cycles: 1.25 s
 * at 80 MHz. */
static const uint32_t busy_cycles = 100000000;
/* Ours: a block takes 2 s at worst (W25Q32FV data sheet, tBE2).  In cycles: 5 s at
 * 52 MHz, 3.25 s at 80. */
static const uint32_t erase_cycles = 260000000;

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

/* A command that answers with up to 3 bytes; all ones when the controller
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

static bool wait_ready(uint32_t limit)
{
    uint32_t start = chip_cycles();

    while (ask(NOR_READ_STATUS, 8) & STATUS_BUSY) {
        if (chip_cycles() - start > limit)
            return false;
        chip_feed_watchdog();
    }
    return true;
}

bool chip_flash_ready(void)
{
    return wait_ready(busy_cycles);
}

uint32_t chip_flash_id(void)
{
    return ask(NOR_READ_ID, 24);
}

/* The highest byte goes out first. */
static uint32_t address_out(uint32_t address)
{
    return (address >> 16 & 0xff) | (address & 0xff00) | (address & 0xff) << 16;
}

void chip_flash_start(uint32_t address, uint32_t size)
{
    if (controller_idle())
        begin(NOR_FAST_READ, address_out(address), 32, 8 * size); /* a dummy byte last */
}

bool chip_flash_finish(uint32_t chunk[CHIP_FLASH_CHUNK / 4])
{
    const volatile uint32_t *from = registers(SPI0_BASE) + SPI_W0;

    if (!controller_idle())
        return false;
    /* The controller stands still meanwhile: four words a round save a tenth of
     * the time that reading flash takes. */
    for (uint32_t *to = chunk; to != chunk + CHIP_FLASH_CHUNK / 4; to += 4, from += 4) {
        to[0] = from[0];
        to[1] = from[1];
        to[2] = from[2];
        to[3] = from[3];
    }
    return true;
}

/* Clears the protection bits, until power-off if the flash can do that, and keeps
 * all others.  The second status register is written only where that changes
 * nothing in it: it comes along when it holds anything, for some flashes clear it
 * otherwise, and not when the flash has none, for those take one byte only.  (The
 * ROM's SPIUnlock writes a lasting 0 to the first, and so to the second of those.) */
static uint8_t unprotect(void)
{
    uint32_t maker = chip_flash_id() & 0xff, enable = NOR_VOLATILE_ENABLE;
    uint32_t value = ask(NOR_READ_STATUS, 8), second = 0, bits = 8;

    if ((value & STATUS_PROTECTED) == 0)
        return 0;
    value &= ~(uint32_t)(STATUS_PROTECTED | STATUS_WRITE_ENABLED | STATUS_BUSY);
    if (maker != MAKER_MACRONIX && maker != MAKER_ISSI)
        second = ask(NOR_READ_STATUS_2, 8);
    if (second != 0 && second != 0xff) {
        value |= second << 8;
        bits = 16;
    }
    for (;;) {
        ask(enable, 0);
        begin(NOR_WRITE_STATUS, value, bits, 0);
        if (!chip_flash_ready())
            return ESP_STUB_FLASH_TIMEOUT;
        if ((ask(NOR_READ_STATUS, 8) & STATUS_PROTECTED) == 0)
            return 0;
        if (enable == NOR_WRITE_ENABLE) {
            if (bits == 8)
                return ESP_STUB_PROTECTED;
            bits = 8;
        }
        enable = NOR_WRITE_ENABLE;
    }
}

static uint8_t enable_write(void)
{
    static bool unprotected;
    uint8_t status = unprotected ? 0 : unprotect();

    if (status != 0)
        return status;
    unprotected = true;
    ask(NOR_WRITE_ENABLE, 0);
    return ask(NOR_READ_STATUS, 8) & STATUS_WRITE_ENABLED ? 0 : ESP_STUB_PROTECTED;
}

uint8_t chip_flash_erase(uint32_t address, uint32_t size)
{
    uint8_t status = enable_write();
    uint32_t command = NOR_ERASE_SECTOR;

    if (size == ESP_BLOCK64_SIZE)
        command = NOR_ERASE_BLOCK64;
    if (status != 0)
        return status;
    begin(command, address_out(address), 24, 0);
    return wait_ready(erase_cycles) ? 0 : ESP_STUB_FLASH_TIMEOUT;
}

uint8_t chip_flash_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    uint8_t status = enable_write();
    uint32_t carry = words[0] >> 8;

    if (status != 0)
        return status;
    /* After the three bytes of the address a byte's room is left in W0. */
    for (uint32_t i = 1; i < count; i++) {
        spi[SPI_W0 + i] = carry | words[i] << 24;
        carry = words[i] >> 8;
    }
    spi[SPI_W0 + count] = carry;
    begin(NOR_PROGRAM, address_out(address) | words[0] << 24, 24 + 32 * count, 0);
    return chip_flash_ready() ? 0 : ESP_STUB_FLASH_TIMEOUT;
}
