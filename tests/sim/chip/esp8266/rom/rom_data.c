/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's variables after a reset.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

enum {
    UNHANDLED_EXCEPTION = 0x4000dc44,
    UNHANDLED_INTERRUPT = 0x4000dc3c,
    SYSCALL_HANDLER = 0x4000dbe4,
    L1INT_HANDLER = 0x4000048c,
    NO_HANDLER = 0x4000dbf8, /* _xtos_p_none */
    INTERRUPTS = 15,
    EXCEPTIONS = 64,
};

static void poke(struct rom *rom, uint32_t address, uint32_t value)
{
    xtensa_poke(rom->cpu, address, 4, value);
}

static void fill_handlers(struct rom *rom)
{
    for (uint32_t i = 0; i < EXCEPTIONS; i++) {
        poke(rom, ROM_EXCEPTION_TABLE + 4 * i, UNHANDLED_EXCEPTION);
        poke(rom, ROM_C_HANDLERS + 4 * i, NO_HANDLER);
    }
    poke(rom, ROM_EXCEPTION_TABLE + 4 * XTENSA_SYSCALL, SYSCALL_HANDLER);
    poke(rom, ROM_EXCEPTION_TABLE + 4 * XTENSA_LEVEL1_INTERRUPT, L1INT_HANDLER);
    poke(rom, ROM_EXCEPTION_TABLE_POINTER, ROM_EXCEPTION_TABLE);
    poke(rom, ROM_INTERRUPTS_ENABLED, 0);
    poke(rom, ROM_INTERRUPTS_ALLOWED, 0xffffffff);
    for (uint32_t i = 0; i < INTERRUPTS; i++) {
        poke(rom, ROM_INTERRUPT_TABLE + 8 * i, UNHANDLED_INTERRUPT);
        poke(rom, ROM_INTERRUPT_TABLE + 8 * i + 4, INTERRUPTS - 1 - i);
    }
}

/* The ROM assumes a chip of 4 MB, whatever the real chip is.  For this reason larger chips
 * need SPI_SET_PARAMS. */
static void fill_flash_chip(struct rom *rom)
{
    static const uint32_t chip[] = {0x1640ef, 0x400000, 0x10000, 0x1000, 0x100, 0xffff};

    poke(rom, ROM_FLASH_CHIP_POINTER, ROM_FLASH_CHIP);
    for (uint32_t i = 0; i < sizeof chip / sizeof *chip; i++)
        poke(rom, ROM_FLASH_CHIP + 4 * i, chip[i]);
}

void rom_fill_data(struct rom *rom)
{
    for (uint32_t at = ROM_BSS; at < ROM_BSS_END; at += 4)
        poke(rom, at, 0);
    fill_handlers(rom);
    fill_flash_chip(rom);
    poke(rom, ROM_CPU_MHZ, 80);
    poke(rom, ROM_WDT_STATE, 0xffffffff);
    poke(rom, ROM_WDT_STATE + 4, 6);
    poke(rom, ROM_WDT_STATE + 8, 12);
}
