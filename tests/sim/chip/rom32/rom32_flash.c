/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash functions of the boot ROM, over the flash controller SPI1.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP-IDF's rewrite of these functions (spi_flash_rom_patch.c), and observation of
 * the real ROM: it programs 32 bytes at a time, and reads 64.
 */
#include "sim/chip/rom32/rom32_private.h"

enum {
    CMD_USR = 1 << 18,
    CMD_CE = 1 << 22,
    CMD_BE = 1 << 23,
    CMD_SE = 1 << 24,
    CMD_PP = 1 << 25,
    CMD_WRSR = 1 << 26,
    CMD_RDSR = 1 << 27,
    CMD_WREN = 1 << 30,
    USER1_ADDRESS_BITS = 23 << 26,
    USER2_READ = 7 << 28 | 0x03,
    USER2_RDSR2 = 7 << 28 | 0x35,
    STATUS_BUSY = 1,
    STATUS_PROTECTION = 0x7c, /* TB, SEC, BP2 to BP0 */

    READ_BYTES = 64,
    PROGRAM_BYTES = 32,
    DEFAULT_SIZE = 2 << 20, /* the ROM believes in 2 MB until SPI_SET_PARAMS */
    DEFAULT_ID = 0x001640ef,
    BLOCK = 0x10000,
    SECTOR = 0x1000,
    BLOCK_SECTORS = BLOCK / SECTOR,
    PAGE = 0x100,
    POLL_CYCLES = 40,
};
#define USER_SHORT_READ 0x90000000u /* command, MISO */

uint32_t rom32_flash_param(struct rom32 *rom, enum rom32_flash_chip field)
{
    return rom32_load(rom, rom->facts->flash_chip + (uint32_t)field);
}

void rom32_flash_reset(struct rom32 *rom)
{
    static const uint32_t defaults[FLASH_CHIP_WORDS] = {DEFAULT_ID, DEFAULT_SIZE, BLOCK,
                                                        SECTOR,     PAGE,         0xffff};

    for (uint32_t i = 0; i < FLASH_CHIP_WORDS; i++)
        rom32_store(rom, rom->facts->flash_chip + 4 * i, defaults[i]);
    if (rom->facts->flash_chip_pointer)
        rom32_store(rom, rom->facts->flash_chip_pointer, rom->facts->flash_chip);
}

void rom32_flash_attach(struct rom32 *rom, uint32_t pads)
{
    rom->machine.attach(rom->machine.chip, pads);
    rom32_store(rom, rom->facts->spi.ctrl, rom->facts->spi.ctrl_value);
    rom32_store(rom, rom->facts->spi.clock, rom->facts->spi.clock_value);
}

static bool is_done(struct rom32 *rom, uint64_t arg)
{
    (void)arg;
    return rom32_load(rom, rom->facts->spi.cmd) == 0;
}

static void command(struct rom32 *rom, uint32_t bits)
{
    rom32_store(rom, rom->facts->spi.cmd, bits);
    while (!is_done(rom, 0))
        rom32_wait_cycles(rom, *rom->machine.cycles + POLL_CYCLES, false);
}

static uint32_t status(struct rom32 *rom)
{
    command(rom, CMD_RDSR);
    return rom32_load(rom, rom->facts->spi.rd_status) & 0xff;
}

/* Without a flash, the status reads as ones, and this waits for ever. */
static void wait_idle(struct rom32 *rom)
{
    while (status(rom) & STATUS_BUSY)
        rom32_spend(rom, POLL_CYCLES);
}

void rom32_flash_write_enable(struct rom32 *rom)
{
    wait_idle(rom);
    command(rom, CMD_WREN);
}

void rom32_flash_write_status(struct rom32 *rom, uint32_t value)
{
    rom32_flash_write_enable(rom);
    rom32_store(rom, rom->facts->spi.rd_status, value);
    command(rom, CMD_WRSR);
    wait_idle(rom);
}

void rom32_flash_unlock(struct rom32 *rom)
{
    wait_idle(rom);
    if (!(status(rom) & STATUS_PROTECTION))
        return;
    rom32_flash_write_status(rom, 0);
}

/* Command 35h, as a user command with one byte of answer. */
uint32_t rom32_flash_status_high(struct rom32 *rom)
{
    wait_idle(rom);
    rom32_store(rom, rom->facts->spi.user, USER_SHORT_READ);
    rom32_store(rom, rom->facts->spi.user2, USER2_RDSR2);
    rom32_store(rom, rom->facts->spi.miso_dlen, 7);
    command(rom, CMD_USR);
    return (rom32_load(rom, rom->facts->spi.w0) & 0xff) << 8;
}

static bool inside(struct rom32 *rom, uint32_t address, uint32_t size)
{
    uint32_t end = rom32_flash_param(rom, FLASH_CHIP_SIZE);

    return address <= end && size <= end - address;
}

/* Relies on the command phase, which is on after a reset: the real ROM does not switch it
 * on. */
static void read_part(struct rom32 *rom, uint32_t address, uint8_t *bytes, uint32_t size)
{
    const struct rom32_spi *spi = &rom->facts->spi;

    rom32_store(rom, spi->user, (rom32_load(rom, spi->user) & spi->user_kept) | spi->user_read);
    rom32_store(rom, spi->user1, USER1_ADDRESS_BITS);
    rom32_store(rom, spi->user2, USER2_READ);
    rom32_store(rom, spi->miso_dlen, 8 * READ_BYTES - 1);
    rom32_store(rom, spi->addr, address << spi->address_shift);
    command(rom, CMD_USR);
    for (uint32_t i = 0; i < size; i += 4) {
        uint32_t word = rom32_load(rom, rom->facts->spi.w0 + i);

        for (uint32_t k = 0; k < 4 && i + k < size; k++)
            bytes[i + k] = (uint8_t)(word >> 8 * k);
    }
}

bool rom32_flash_read(struct rom32 *rom, uint32_t address, uint8_t *bytes, uint32_t size)
{
    if (!inside(rom, address, size))
        return false;
    wait_idle(rom);
    while (size > 0) {
        uint32_t part = size < READ_BYTES ? size : READ_BYTES;

        read_part(rom, address, bytes, part);
        address += part;
        bytes += part;
        size -= part;
    }
    return true;
}

/* Does not cross a page: 32 bytes from an address of 32 do not. */
static void program_part(struct rom32 *rom, uint32_t address, const uint8_t *bytes, uint32_t size)
{
    rom32_flash_write_enable(rom);
    rom32_store(rom, rom->facts->spi.addr, (address & 0xffffff) | size << 24);
    for (uint32_t i = 0; i < size; i += 4) {
        uint32_t word = 0;

        for (uint32_t k = 0; k < 4 && i + k < size; k++)
            word |= (uint32_t)bytes[i + k] << 8 * k;
        rom32_store(rom, rom->facts->spi.w0 + i, word);
    }
    command(rom, CMD_PP);
    wait_idle(rom);
}

bool rom32_flash_write(struct rom32 *rom, uint32_t address, const uint8_t *bytes, uint32_t size)
{
    if (!inside(rom, address, size))
        return false;
    wait_idle(rom);
    while (size > 0) {
        uint32_t part = PROGRAM_BYTES - address % PROGRAM_BYTES;

        if (part > size)
            part = size;
        program_part(rom, address, bytes, part);
        address += part;
        bytes += part;
        size -= part;
    }
    return true;
}

static bool erase(struct rom32 *rom, uint32_t address, uint32_t size, uint32_t bits)
{
    if (!inside(rom, address, size))
        return false;
    rom32_flash_write_enable(rom);
    rom32_store(rom, rom->facts->spi.addr, address & 0xffffff);
    command(rom, bits);
    wait_idle(rom);
    return true;
}

bool rom32_flash_erase_sector(struct rom32 *rom, uint32_t address)
{
    return erase(rom, address, SECTOR, CMD_SE);
}

bool rom32_flash_erase_block(struct rom32 *rom, uint32_t address)
{
    return erase(rom, address, BLOCK, CMD_BE);
}

void rom32_flash_erase_chip(struct rom32 *rom)
{
    rom32_flash_write_enable(rom);
    command(rom, CMD_CE);
    wait_idle(rom);
}

static bool erase_sectors(struct rom32 *rom, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!rom32_flash_erase_sector(rom, (first + i) * SECTOR))
            return false;
    return true;
}

/* As observed: first the sectors up to the next block, which are 16 at the start of a block,
 * then blocks while more than 16 sectors are left, then sectors again. */
bool rom32_flash_erase_area(struct rom32 *rom, uint32_t address, uint32_t size)
{
    uint32_t first = address / SECTOR, count = (size + SECTOR - 1) / SECTOR;
    uint32_t head = BLOCK_SECTORS - first % BLOCK_SECTORS;

    if (address % SECTOR || !inside(rom, address, size))
        return false;
    if (head > count)
        head = count;
    rom32_flash_unlock(rom);
    if (!erase_sectors(rom, first, head))
        return false;
    first += head;
    for (count -= head; count > BLOCK_SECTORS; count -= BLOCK_SECTORS) {
        if (!rom32_flash_erase_block(rom, first * SECTOR))
            return false;
        first += BLOCK_SECTORS;
    }
    return erase_sectors(rom, first, count);
}
