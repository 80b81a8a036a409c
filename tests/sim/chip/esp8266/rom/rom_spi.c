/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's access to the flash: controller, pins, status, read modes, cache.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * These functions use the flash controller's registers, and spend the time that the
 * controller and the flash need.  Interrupts can come meanwhile.
 */
#include "sim/chip/esp8266/rom/rom_private.h"

/* SPI0 registers (spi_register.h) and their bits. */
enum {
    SPI_CMD = REG_SPI + 0x00,
    SPI_CTRL = REG_SPI + 0x08,
    SPI_RD_STATUS = REG_SPI + 0x10,
    SPI_USER = REG_SPI + 0x1c,

    SPI_WRITE_ENABLE = 0x40000000,
    SPI_READ_STATUS = 0x08000000,
    SPI_WRITE_STATUS = 0x04000000,
    SPI_RELEASE_POWER_DOWN = 0x00100000,
    CTRL_TWO_BYTE_STATUS = 0x00400000,
    CTRL_READ_MODES = 0x01906000, /* QIO, DIO, QOUT, DOUT, fast read */
    CTRL_CACHE = 0x00020000,
    CTRL_ATTACHED = 0x00288000, /* with the clock divider in 11:0 */
    CTRL_CLOCK_DIV4 = 0x313,
    DPORT_SPI_BUSY = 0x200,
    DPORT_CACHE_ON = 0x100,
    DPORT_CACHE_FLUSH = 0x1,
    DPORT_CACHE_FLUSHED = 0x2,
    PIN_SD_CLK = 0x6000081c,
    PIN_SD_CMD = 0x60000830,
    PIN_FUNCTION_SPI = 0x10,
    PIN_FUNCTION_MASK = 0x130,
    PIN_PULL_DOWN = 0x80,
    IO_MUX_SPI_EQU_SYSCLK = 0x100,

    WRITE_IN_PROGRESS = 1,
    WRITE_ENABLED = 2,
    BLOCK_PROTECT_ALL = 0x1c,
    QUAD_ENABLE = 0x200,
};

static uint32_t status_mask(struct rom *rom)
{
    return rom_load32(rom, rom_load32(rom, ROM_FLASH_CHIP_POINTER) + 20);
}

static bool command_done(struct rom *rom, uint64_t arg)
{
    (void)arg;
    return !rom_load32(rom, SPI_CMD);
}

void rom_spi_command(struct rom *rom, uint32_t bits)
{
    rom_store32(rom, SPI_CMD, bits);
    rom_wait(rom, command_done, 0, false);
}

/* Returns the status when the flash is no longer busy. */
static uint32_t read_status(struct rom *rom)
{
    uint32_t mask = status_mask(rom), status;

    do {
        rom_store32(rom, SPI_RD_STATUS, 0);
        rom_spi_command(rom, SPI_READ_STATUS);
        status = rom_load32(rom, SPI_RD_STATUS) & mask;
        rom_spend(rom, 6);
    } while (status & WRITE_IN_PROGRESS);
    return status;
}

static bool dport_bits_set(struct rom *rom, uint64_t bits)
{
    return rom_load32(rom, REG_DPORT_SPI) & bits;
}

static bool dport_bits_clear(struct rom *rom, uint64_t bits)
{
    return !dport_bits_set(rom, bits);
}

void rom_spi_wait_idle(struct rom *rom)
{
    rom_wait(rom, dport_bits_clear, DPORT_SPI_BUSY, false);
    read_status(rom);
}

void rom_spi_write_enable(struct rom *rom)
{
    rom_spi_wait_idle(rom);
    rom_spi_command(rom, SPI_WRITE_ENABLE);
    while (!(read_status(rom) & WRITE_ENABLED))
        rom_spend(rom, 6);
}

/* Leaves the flash busy: this function does not wait. */
static void write_status(struct rom *rom, uint32_t status)
{
    rom_spi_wait_idle(rom);
    rom_store32(rom, SPI_RD_STATUS, status);
    rom_spi_command(rom, SPI_WRITE_STATUS);
}

/* Sets quad enable, or leaves it unchanged.  In both cases the ROM writes the non-volatile
 * register. */
static void write_quad_status(struct rom *rom, bool quad)
{
    rom_set_bits(rom, SPI_CTRL, 0, CTRL_TWO_BYTE_STATUS);
    rom_spi_write_enable(rom);
    write_status(rom, quad ? QUAD_ENABLE : read_status(rom) & 0xff);
}

void rom_flash_read_mode(struct rom *rom, uint32_t mode)
{
    /* QIO, QOUT, DIO, DOUT, fast read, slow read */
    static const uint32_t ctrl[] = {0x1002000, 0x102000, 0x802000, 0x6000, 0x2000, 0};

    rom_set_bits(rom, SPI_CTRL, CTRL_READ_MODES, 0);
    write_quad_status(rom, mode < 2);
    rom_set_bits(rom, SPI_CTRL, 0, mode < 6 ? ctrl[mode] : 0);
}

uint32_t rom_SelectSpiFunction(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    for (uint32_t pin = PIN_SD_CLK; pin <= PIN_SD_CMD; pin += 4)
        rom_set_bits(rom, pin, PIN_PULL_DOWN | PIN_FUNCTION_MASK, PIN_FUNCTION_SPI);
    return 0;
}

void rom_flash_attach(struct rom *rom)
{
    rom_SelectSpiFunction(rom, NULL);
    rom_set_bits(rom, SPI_USER, 0, 4);
    rom_set_bits(rom, REG_IO_MUX, IO_MUX_SPI_EQU_SYSCLK, 0);
    rom_store32(rom, SPI_CTRL, CTRL_ATTACHED | CTRL_CLOCK_DIV4);
    rom_spi_command(rom, SPI_RELEASE_POWER_DOWN);
    rom_flash_read_mode(rom, 5);
}

void rom_flash_unlock(struct rom *rom)
{
    rom_spi_write_enable(rom);
    write_status(rom, 0);
}

void rom_flash_lock(struct rom *rom)
{
    rom_spi_write_enable(rom);
    write_status(rom, BLOCK_PROTECT_ALL);
}

uint32_t rom_spi_flash_attach(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_flash_attach(rom);
    return 0;
}

/* Arguments: the chip (there is only one), the address for the status. */
uint32_t rom_SPI_read_status(struct rom *rom, const uint32_t *arg)
{
    rom_store32(rom, arg[1], read_status(rom));
    return 0;
}

uint32_t rom_SPI_write_status(struct rom *rom, const uint32_t *arg)
{
    write_status(rom, arg[1]);
    return 0;
}

uint32_t rom_SPI_write_enable(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_spi_write_enable(rom);
    return 0;
}

uint32_t rom_Wait_SPI_Idle(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_spi_wait_idle(rom);
    return 0;
}

uint32_t rom_Enable_QMode(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    write_quad_status(rom, true);
    return 0;
}

uint32_t rom_SPIReadModeCnfig(struct rom *rom, const uint32_t *arg)
{
    rom_flash_read_mode(rom, arg[0]);
    return 0;
}

uint32_t rom_SPIUnlock(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_flash_unlock(rom);
    return 0;
}

uint32_t rom_SPILock(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_flash_lock(rom);
    return 0;
}

/* Also empties the cache. */
uint32_t rom_Cache_Read_Disable(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_set_bits(rom, REG_DPORT_SPI, DPORT_CACHE_ON, 0);
    rom_wait(rom, dport_bits_clear, DPORT_CACHE_ON, false);
    rom_set_bits(rom, SPI_CTRL, CTRL_CACHE, 0);
    rom_set_bits(rom, REG_DPORT_SPI, DPORT_CACHE_FLUSH, 0);
    rom_set_bits(rom, REG_DPORT_SPI, 0, DPORT_CACHE_FLUSH);
    rom_wait(rom, dport_bits_set, DPORT_CACHE_FLUSHED, false);
    rom_set_bits(rom, REG_DPORT_SPI, DPORT_CACHE_FLUSH, 0);
    return 0;
}

/* The arguments (which megabyte, how much of it) do not matter here, because nothing is
 * mapped. */
uint32_t rom_Cache_Read_Enable(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_set_bits(rom, SPI_CTRL, 0, CTRL_CACHE);
    rom_set_bits(rom, REG_DPORT_SPI, 0, DPORT_CACHE_ON);
    return 0;
}
