/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the parts of the ESP32-C3's simulated boot ROM share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32C3_ROM_C3_ROM_PRIVATE_H
#define SIM_CHIP_ESP32C3_ROM_C3_ROM_PRIVATE_H

#include "sim/chip/esp32c3/c3_soc.h"
#include "sim/chip/esp32c3/rom/c3_rom.h"
#include "sim/chip/rom32/rom32_private.h"

/* Addresses of the ROM at which no program calls a function. */
enum {
    C3_VECTORS = 0x40058000, /* a word for each interrupt; the first is for exceptions */
    C3_VECTORS_END = 0x40058080,
    C3_INTERRUPT_RETURN = 0x40058104,
    C3_PROGRAM_RETURN = 0x40058108,
    C3_RESUME = 0x40058110,
};

/* c3_calls.c */
enum { C3_ROM_FUNCTIONS = 60 };
extern const struct rom32_function c3_rom_functions[C3_ROM_FUNCTIONS];

/* c3_trap.c: serve() and enter_program() of struct rom32_machine */
bool c3_rom_serve(struct rom32 *rom, void *chip, uint32_t pc);
void c3_rom_enter_program(struct rom32 *rom, void *chip);

/* c3_rom.c: security() of struct rom32_machine */
void c3_rom_security(void *chip, uint8_t info[ROM32_SECURITY_BYTES]);

#endif
