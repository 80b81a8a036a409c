/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the recipes of esp-mkflash share: contents that look like code, text and tables.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_BOARD_MKFLASH_H
#define SIM_BOARD_MKFLASH_H

#include <stddef.h>
#include <stdint.h>

void mkflash_random(uint8_t *at, size_t size);
void mkflash_text(uint8_t *at, size_t size);
void mkflash_code(uint8_t *at, size_t size);

/* A chip with an ESP-IDF application: bootloader, partition table at 0x8000, NVS, an application
 * of 1.2 MB or as much as fits, the rest blank.  flash is blank; size must be MKFLASH_ESP32_MIN
 * or more. */
enum { MKFLASH_ESP32_MIN = 256 * 1024 };
void mkflash_esp32(uint8_t *flash, size_t size);
void mkflash_esp32c3(uint8_t *flash, size_t size);

#endif
