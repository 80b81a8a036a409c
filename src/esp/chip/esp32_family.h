/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32, in all its packages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_ESP32_FAMILY_H
#define ESP_CHIP_ESP32_FAMILY_H

#include "esp/chip/family.h"

extern const struct esp_family esp_family_esp32;

/* The words of struct esp_identity: the eFuses' block 0, then the revision's highest bit. */
enum { ESP32_FUSE_WORDS = 7, ESP32_DATE_WORD = ESP32_FUSE_WORDS };

/* Fills identity from identity->words.  Public for its unit test. */
void esp32_decode(struct esp_identity *identity);

/* The pins of the flash as SPI_ATTACH takes them; 0: the usual pins.  words: as in struct
 * esp_identity.  Public for its unit test. */
uint32_t esp32_flash_pads(const uint32_t *words);

#endif
