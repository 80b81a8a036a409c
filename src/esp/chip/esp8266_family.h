/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP8266EX and the ESP8285.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_ESP8266_FAMILY_H
#define ESP_CHIP_ESP8266_FAMILY_H

#include "esp/chip/family.h"

extern const struct esp_family esp_family_esp8266;

/* Fills identity from the four fuse words in identity->words.  Public for its unit test. */
void esp8266_decode(struct esp_identity *identity);

/* The UART's clock is twice the crystal's.  Public for its unit test. */
uint32_t esp8266_crystal_hz(uint32_t uart_hz);

#endif
