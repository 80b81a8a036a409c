/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32, in all its packages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_ESP32_FAMILY_H
#define ESP_CHIP_ESP32_FAMILY_H

#include "esp/chip/family.h"

extern const struct esp_family esp_family_esp32;

/* The words of struct esp_identity: the eFuses' block 0, then the revision's highest bit, then
 * three words of block 3: two for a MAC address that the board's maker gave, and one that
 * tells whether there is such an address. */
enum {
    ESP32_FUSE_WORDS = 7,
    ESP32_DATE_WORD = ESP32_FUSE_WORDS,
    ESP32_CUSTOM_MAC,
    ESP32_CUSTOM_VERSION = ESP32_CUSTOM_MAC + 2,
};

/* Fills identity from identity->words.  Public for its unit test. */
void esp32_decode(struct esp_identity *identity);

/* Fills in the supply of the flash.  strap: GPIO_STRAP_REG; supply: RTC_CNTL_SDIO_CONF_REG.
 * Public for its unit test. */
void esp32_decode_supply(struct esp_identity *identity, uint32_t strap, uint32_t supply);

/* The pins of the flash as SPI_ATTACH takes them; 0: the usual pins.  words: as in struct
 * esp_identity.  Public for its unit test. */
uint32_t esp32_flash_pads(const uint32_t *words);

#endif
