/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that need special care with the loader in the ESP8266's ROM: MEM_END,
 * FLASH_BEGIN, SPI_SET_PARAMS; and its rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP8266_ESP8266_LOADER_H
#define ESP_ROM_ESP8266_ESP8266_LOADER_H

#include "esp/wire/command.h"

/* Has the loader jump to entry.  The program may interrupt the answer, so this function
 * does not wait for it.  The program's own output tells whether the program runs. */
int esp8266_start_program(struct esp_link *link, uint32_t entry);

/* Sets the loader and the port to baud, by a trial: the contract is that of esp_trial_run().
 * uart_hz: the clock of the chip's UART. */
int esp8266_set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud);

enum { ESP_FLASH_BLOCK = 0x400 }; /* bytes in a FLASH_DATA */

/* Puts the words of a request, except the first (count: 2 to 4 words in all), into the
 * buffer where the ROM keeps the last received frame, and reads them back.  A request that
 * then brings only the first word finds the other words there, undamaged. */
int esp8266_place(struct esp_link *link, const uint32_t *words, size_t count);

/* Tells the ROM the size of the flash: the ROM refuses to erase beyond it.  After a reset
 * the ROM assumes 4 MB. */
int esp_flash_limit(struct esp_link *link, uint32_t size);

/* Sends a FLASH_BEGIN that erases nothing.  It connects and unlocks the flash (which writes
 * the flash's status register), and the next FLASH_DATA, number 0, goes to offset (the
 * address of a sector).  The request has no check sum, but a damaged or lost request
 * changes no bytes outside offset to end.  It may erase bytes from offset to end. */
int esp_flash_position(struct esp_link *link, uint32_t offset, uint32_t end);

/* Sends a FLASH_DATA: ESP_FLASH_BLOCK bytes, which the ROM programs behind the bytes
 * before.  If the line loses a byte, the ROM takes one byte from behind the block; if the
 * two bytes are equal, the checksum of 8 bits still fits.  So the bytes behind the block
 * have a value that does not occur in the block, if there is one. */
int esp_flash_block(struct esp_link *link, uint32_t sequence, const uint8_t *block);

#endif
