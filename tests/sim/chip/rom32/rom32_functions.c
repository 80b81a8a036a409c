/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of the boot ROM that programs call: interrupts, time, and the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/rom32/rom32_private.h"

enum {
    SECTOR = 0x1000,
    BLOCK = 0x10000,
    OK = 0, /* esp_rom_spiflash_result_t */
    FAILED = 1,
    CHUNK = 256,
};

/* Arguments: interrupt, handler, its argument. */
uint64_t rom32_isr_attach(struct rom32 *rom, const uint32_t *arg)
{
    rom->handlers[arg[0] % ROM32_INTERRUPTS] = (struct rom32_handler){arg[1], arg[2]};
    return 0;
}

uint64_t rom32_set_user_start(struct rom32 *rom, const uint32_t *arg)
{
    rom->entry = arg[0];
    return 0;
}

uint64_t rom32_software_reset(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom->machine.want_reset(rom->machine.chip, ROM32_RESET_SYSTEM);
    return 0;
}

uint64_t rom32_ets_delay_us(struct rom32 *rom, const uint32_t *arg)
{
    uint32_t ticks = rom32_load(rom, rom->facts->ticks);

    rom32_wait_cycles(rom, *rom->machine.cycles + (uint64_t)arg[0] * ticks, false);
    return 0;
}

uint64_t rom32_update_ticks(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, rom->facts->ticks, arg[0]);
    return 0;
}

uint64_t rom32_get_ticks(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return rom32_load(rom, rom->facts->ticks);
}

uint64_t rom32_get_crystal(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return rom->machine.uart_clock(rom->machine.chip);
}

uint64_t rom32_get_pads(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return rom->machine.pads(rom->machine.chip);
}

uint64_t rom32_nothing(struct rom32 *rom, const uint32_t *arg)
{
    (void)rom;
    (void)arg;
    return 0;
}

uint64_t rom32_GetUartDevice(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return rom->facts->uart_device;
}

/* ---- the flash ---- */

uint64_t rom32_SPI_attach(struct rom32 *rom, const uint32_t *arg)
{
    rom32_flash_attach(rom, arg[0]);
    return OK;
}

uint64_t rom32_SPIParamCfg(struct rom32 *rom, const uint32_t *arg)
{
    for (uint32_t i = 0; i < FLASH_CHIP_WORDS; i++)
        rom32_store(rom, rom->facts->flash_chip + 4 * i, arg[i]);
    return OK;
}

uint64_t rom32_SPIUnlock(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_flash_unlock(rom);
    return OK;
}

uint64_t rom32_SPIEraseChip(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_flash_erase_chip(rom);
    return OK;
}

uint64_t rom32_SPIEraseBlock(struct rom32 *rom, const uint32_t *arg)
{
    return rom32_flash_erase_block(rom, arg[0] * BLOCK) ? OK : FAILED;
}

uint64_t rom32_SPIEraseSector(struct rom32 *rom, const uint32_t *arg)
{
    return rom32_flash_erase_sector(rom, arg[0] * SECTOR) ? OK : FAILED;
}

uint64_t rom32_SPIEraseArea(struct rom32 *rom, const uint32_t *arg)
{
    return rom32_flash_erase_area(rom, arg[0], arg[1]) ? OK : FAILED;
}

/* Arguments: address in the flash, source, size. */
uint64_t rom32_SPIWrite(struct rom32 *rom, const uint32_t *arg)
{
    uint8_t bytes[CHUNK];

    for (uint32_t at = 0; at < arg[2];) {
        uint32_t part = arg[2] - at < CHUNK ? arg[2] - at : CHUNK;

        for (uint32_t i = 0; i < part; i++)
            bytes[i] = rom32_peek8(rom, arg[1] + at + i);
        if (!rom32_flash_write(rom, arg[0] + at, bytes, part))
            return FAILED;
        at += part;
    }
    return OK;
}

/* Arguments: address in the flash, target, size. */
uint64_t rom32_SPIRead(struct rom32 *rom, const uint32_t *arg)
{
    uint8_t bytes[CHUNK];

    for (uint32_t at = 0; at < arg[2];) {
        uint32_t part = arg[2] - at < CHUNK ? arg[2] - at : CHUNK;

        if (!rom32_flash_read(rom, arg[0] + at, bytes, part))
            return FAILED;
        for (uint32_t i = 0; i < part; i++)
            rom32_poke8(rom, arg[1] + at + i, bytes[i]);
        at += part;
    }
    return OK;
}

uint64_t rom32_SPI_write_enable(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_flash_write_enable(rom);
    return OK;
}

/* Arguments: chip, value. */
uint64_t rom32_SPI_write_status(struct rom32 *rom, const uint32_t *arg)
{
    rom32_flash_write_status(rom, arg[1]);
    return OK;
}

/* Argument: pointer for the value, as Espressif's first stub calls it. */
uint64_t rom32_SPI_read_status_high(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, arg[0], rom32_flash_status_high(rom));
    return OK;
}
