/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM of the ESP32-C3 ("esp32c3-api1-20210207").
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32C3_ROM_C3_ROM_H
#define SIM_CHIP_ESP32C3_ROM_C3_ROM_H

#include <stdint.h>

struct c3;
struct rom32;

/* Also sets the CPU's hook range.  NULL when out of memory. */
struct rom32 *c3_rom_new(struct c3 *chip);
/* Fills the memory of the ROM, which has ROM_SIZE bytes. */
void c3_rom_fill(uint8_t *bytes);

#endif
