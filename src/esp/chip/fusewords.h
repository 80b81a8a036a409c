/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuses of all chips since the ESP32 have in common.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_FUSEWORDS_H
#define ESP_CHIP_FUSEWORDS_H

#include <stddef.h>
#include <stdint.h>

/* Adds a word to a list with commas, which has room for size bytes. */
void esp_fuses_add_word(char *list, size_t size, const char *word);

/* Adds memory inside the package: "flash-4mb" for the kind "flash" and 4 MB. */
void esp_fuses_add_memory(char *list, size_t size, const char *kind, unsigned mb);

/* The MAC address from its two words: the lower one has the last four bytes. */
void esp_fuses_mac(uint32_t low, uint32_t high, uint8_t mac[6]);

#endif
