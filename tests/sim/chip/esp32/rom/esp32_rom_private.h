/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the parts of the ESP32's simulated boot ROM share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32_ROM_ESP32_ROM_PRIVATE_H
#define SIM_CHIP_ESP32_ROM_ESP32_ROM_PRIVATE_H

#include "sim/chip/esp32/esp32_soc.h"
#include "sim/chip/esp32/rom/esp32_rom.h"
#include "sim/chip/rom32/rom32_private.h"

enum { ESP32_INTERRUPT_RETURN = 0x40000404 };

/* esp32_calls.c */
enum { ESP32_ROM_FUNCTIONS = 48 };
extern const struct rom32_function esp32_rom_functions[ESP32_ROM_FUNCTIONS];

/* esp32_interrupt.c: serve() of struct rom32_machine */
bool esp32_rom_serve(struct rom32 *rom, void *chip, uint32_t pc);

#endif
