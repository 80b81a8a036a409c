/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM of the ESP32 ("ets Jul 29 2019").
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32_ROM_ESP32_ROM_H
#define SIM_CHIP_ESP32_ROM_ESP32_ROM_H

#include <stdint.h>

struct esp32;
struct rom32;

/* A dump of a real ROM has more than ESP32_ROM_SMALLEST bytes, because the data lie there. */
enum {
    ESP32_ROM_BASE = 0x40000000,
    ESP32_ROM_SIZE = 0x70000,
    ESP32_ROM_SMALLEST = 0x60000,
};

/* NULL when out of memory. */
struct rom32 *esp32_rom_new(struct esp32 *chip);
/* Fills the memory of the ROM, which has ESP32_ROM_SIZE bytes. */
void esp32_rom_fill(uint8_t *bytes);

#endif
