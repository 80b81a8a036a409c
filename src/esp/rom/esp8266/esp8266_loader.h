/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loader in the ESP8266's ROM does its own way: MEM_END, FLASH_BEGIN,
 * SPI_SET_PARAMS.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP8266_ESP8266_LOADER_H
#define ESP_ROM_ESP8266_ESP8266_LOADER_H

#include "esp/wire/command.h"

/* Has the loader jump to entry.  The program may cut off the answer: what the program says
 * itself tells whether it runs. */
int esp8266_start_program(struct esp_link *link, uint32_t entry);

enum { ESP_FLASH_BLOCK = 0x400 }; /* bytes in a FLASH_DATA */

/* Puts the words of a request but the first (2 to 4 in all) where the ROM keeps what it
 * received last, and makes sure of them: a request that then brings the first word alone
 * has the others as well, undamaged. */
int esp8266_place(struct esp_link *link, const uint32_t *words, size_t count);

/* How large the ROM takes the flash for: it refuses to erase what reaches past
 * that.  It starts with 4 MB. */
int esp_flash_limit(struct esp_link *link, uint32_t size);

/* FLASH_BEGIN that erases nothing: connects and unlocks the flash (which writes
 * its status register), and the next FLASH_DATA, number 0, goes to offset, a
 * sector's.  Though a request has no check, neither a damaged nor a lost one
 * reaches other bytes than those from offset to end; an erase of these may
 * happen. */
int esp_flash_position(struct esp_link *link, uint32_t offset, uint32_t end);

/* FLASH_DATA: ESP_FLASH_BLOCK bytes behind those before.  The checksum of 8 bits
 * does not see a lost byte whose place an equal one takes: behind the block are
 * bytes unlike any in it, where there are such. */
int esp_flash_block(struct esp_link *link, uint32_t sequence, const uint8_t *block);

#endif
