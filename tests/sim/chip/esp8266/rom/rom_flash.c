/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's flash functions: erase, program, read.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

/* SPI0 registers (spi_register.h) and its command bits. */
enum {
    SPI_ADDR = REG_SPI + 0x04,
    SPI_W0 = REG_SPI + 0x40,

    SPI_PAGE_PROGRAM = 0x02000000,
    SPI_SECTOR_ERASE = 0x01000000,
    SPI_BLOCK_ERASE = 0x00800000,
    SPI_CHIP_ERASE = 0x00400000,
    BURST = 32, /* bytes per command: W0 to W7 */
    BURST_CYCLES = 70, /* without register accesses */
};
#define SPI_READ 0x80000000u

/* struct flashchip, without its id (first) and its status mask (last).  Uploaded programs
 * change it, too. */
struct chip {
    uint32_t size, block, sector, page;
};

static struct chip load_chip(struct rom *rom)
{
    uint32_t at = rom_load32(rom, ROM_FLASH_CHIP_POINTER);

    return (struct chip){
        .size = rom_load32(rom, at + 4),
        .block = rom_load32(rom, at + 8),
        .sector = rom_load32(rom, at + 12),
        .page = rom_load32(rom, at + 16),
    };
}

static void erase(struct rom *rom, uint32_t bits, uint32_t address)
{
    rom_spi_write_enable(rom);
    rom_spi_wait_idle(rom);
    rom_store32(rom, SPI_ADDR, address & 0xffffff);
    rom_spi_command(rom, bits);
    rom_spi_wait_idle(rom);
}

static bool erase_sector(struct rom *rom, uint32_t number)
{
    struct chip chip = load_chip(rom);

    if (!chip.sector || number >= chip.size / chip.sector)
        return false;
    erase(rom, SPI_SECTOR_ERASE, number * chip.sector);
    return true;
}

static bool erase_block(struct rom *rom, uint32_t number)
{
    struct chip chip = load_chip(rom);

    if (!chip.block || number >= chip.size / chip.block)
        return false;
    erase(rom, SPI_BLOCK_ERASE, number * chip.block);
    return true;
}

static bool erase_sectors(struct rom *rom, uint32_t *next, uint32_t count)
{
    while (count--)
        if (!erase_sector(rom, (*next)++))
            return false;
    return true;
}

/* Erases the sectors up to the first whole block, but does not subtract them from the
 * number of sectors left to erase.  This is the ROM's well-known bug. */
bool rom_flash_erase_area(struct rom *rom, uint32_t start, uint32_t size)
{
    struct chip chip;
    uint32_t next, left, head, per_block;

    rom_flash_read_mode(rom, 5);
    chip = load_chip(rom);
    if (start + size > chip.size || !chip.sector || start % chip.sector)
        return false;
    rom_flash_unlock(rom);
    per_block = chip.block / chip.sector;
    next = start / chip.sector;
    left = size / chip.sector + (size % chip.sector != 0);
    head = per_block - next % per_block;
    if (!erase_sectors(rom, &next, head < left ? head : left))
        return false;
    for (; left > per_block; left -= per_block, next += per_block)
        if (!erase_block(rom, next / per_block))
            return false;
    return erase_sectors(rom, &next, left);
}

/* Uses at most 32 bytes per program command, although the flash takes a whole page. */
static bool program_page(struct rom *rom, const struct chip *chip, uint32_t address,
                         uint32_t source, uint32_t size)
{
    if (size % 4 || size + address % chip->page > chip->page)
        return false;
    rom_spi_wait_idle(rom);
    while (size > 0) {
        uint32_t part = size < BURST ? size : BURST;

        rom_store32(rom, SPI_ADDR, (address & 0xffffff) | part << 24);
        for (uint32_t i = 0; i < part; i += 4)
            rom_store32(rom, SPI_W0 + i, rom_load32(rom, source + i));
        rom_spi_write_enable(rom);
        rom_spi_command(rom, SPI_PAGE_PROGRAM);
        rom_spi_wait_idle(rom);
        rom_spend(rom, BURST_CYCLES);
        address += part;
        source += part;
        size -= part;
    }
    return true;
}

bool rom_flash_write(struct rom *rom, uint32_t address, uint32_t source, uint32_t size)
{
    struct chip chip = load_chip(rom);

    if (address + size > chip.size || !chip.page)
        return false;
    do {
        uint32_t room = chip.page - address % chip.page;
        uint32_t part = size < room ? size : room;

        if (!program_page(rom, &chip, address, source, part))
            return false;
        rom_spend(rom, BURST_CYCLES);
        address += part;
        source += part;
        size -= part;
    } while (size > 0);
    return true;
}

/* Writes whole words to target: up to three bytes more than size. */
bool rom_flash_read(struct rom *rom, uint32_t address, uint32_t target, uint32_t size)
{
    struct chip chip = load_chip(rom);

    if (address + size > chip.size)
        return false;
    rom_spi_wait_idle(rom);
    while (size > 0) {
        uint32_t part = size < BURST ? size : BURST;

        rom_store32(rom, SPI_ADDR, (address & 0xffffff) | part << 24);
        rom_spi_command(rom, SPI_READ);
        for (uint32_t i = 0; i < part; i += 4)
            rom_store32(rom, target + i, rom_load32(rom, SPI_W0 + i));
        rom_spend(rom, BURST_CYCLES);
        address += part;
        target += part;
        size -= part;
    }
    return true;
}

/* The arguments are those of SPIParamCfg: id, size, block, sector, page, status mask. */
void rom_flash_set_chip(struct rom *rom, const uint32_t *arg)
{
    uint32_t at = rom_load32(rom, ROM_FLASH_CHIP_POINTER);

    for (uint32_t i = 0; i < 6; i++)
        rom_store32(rom, at + 4 * i, arg[i]);
}

uint32_t rom_SPIEraseChip(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_spi_write_enable(rom);
    rom_spi_wait_idle(rom);
    rom_spi_command(rom, SPI_CHIP_ERASE);
    rom_spi_wait_idle(rom);
    return 0;
}

uint32_t rom_SPIEraseBlock(struct rom *rom, const uint32_t *arg)
{
    return !erase_block(rom, arg[0]);
}

uint32_t rom_SPIEraseSector(struct rom *rom, const uint32_t *arg)
{
    return !erase_sector(rom, arg[0]);
}

uint32_t rom_SPIEraseArea(struct rom *rom, const uint32_t *arg)
{
    return !rom_flash_erase_area(rom, arg[0], arg[1]);
}

uint32_t rom_SPIWrite(struct rom *rom, const uint32_t *arg)
{
    return !rom_flash_write(rom, arg[0], arg[1], arg[2]);
}

uint32_t rom_SPIRead(struct rom *rom, const uint32_t *arg)
{
    return !rom_flash_read(rom, arg[0], arg[1], arg[2]);
}

uint32_t rom_SPIParamCfg(struct rom *rom, const uint32_t *arg)
{
    rom_flash_set_chip(rom, arg);
    return 0;
}
