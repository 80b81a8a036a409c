/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loader in the ESP32-C3's ROM does in its own way: its line rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP32C3_ESP32C3_LOADER_H
#define ESP_ROM_ESP32C3_ESP32C3_LOADER_H

#include "esp/wire/command.h"

/* Where the trial program is.  It stays there while the loader runs at the new rate. */
#define ESP32C3_TRIAL_ADDRESS 0x403c0000u

/* In the ROM of 2021-02-07: its description of the flash, and the word that points there
 * (rom_spiflash_legacy_data of ESP-IDF's esp32c3.rom.ld). */
#define ESP32C3_ROM_FLASH_CHIP 0x3fcdf5c0u
#define ESP32C3_ROM_FLASH_CHIP_POINTER 0x3fcdfff0u

/* The contract is that of try_rate in struct esp_family. */
int esp32c3_try_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud);

#endif
