/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loader in the ESP32's ROM does in its own way: addresses in its memory, its clock
 * and its line rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP32_ESP32_LOADER_H
#define ESP_ROM_ESP32_ESP32_LOADER_H

#include "esp/wire/command.h"

#define ESP32_ROM_MESSAGE 0x3ffc0000u    /* seen on the real ROM: the frame received last */
#define ESP32_ROM_FLASH_CHIP 0x3ffae270u /* g_rom_flashchip: ESP-IDF, esp32.rom.ld */

/* Where the trial program is.  It stays there while the loader runs at the new rate. */
#define ESP32_TRIAL_ADDRESS 0x4009fc00u

/* The ROM measured the host's rate in periods of the UART's clock, which is the crystal's,
 * except while our stub has the PLL run.  The contract is that of read_clocks in struct esp_family. */
struct esp_family;
int esp32_read_clocks(const struct esp_family *family, struct esp_link *link, uint32_t baud,
                      uint32_t *uart_hz, uint32_t *crystal_hz);

/* The contract is that of set_rate in struct esp_family, but uart_hz is not used: it may be
 * that of a stub which ran before. */
int esp32_set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud);

/* The contract is that of try_rate in struct esp_family. */
int esp32_try_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud);

/* The rate to ask for in CHANGE_BAUDRATE, so that the line runs at baud.  crystal_hz: the
 * crystal's true rate; rom_hz: what the ROM takes it to be.  Public for its unit test. */
uint32_t esp32_rate_to_ask(uint32_t baud, uint32_t crystal_hz, uint32_t rom_hz);

#endif
