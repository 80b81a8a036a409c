/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and changing the flash with the ESP8266's boot ROM alone, for chips on which the
 * stub does not start.  This is slow, but safe.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM can program the flash, but it cannot read the flash, and FLASH_BEGIN erases at
 * least two sectors even if one was asked for.  So reading and erasing drive the flash
 * controller through READ_REG and WRITE_REG.  These requests and their answers have no
 * check sum, so registers that matter are read back, and contents are read twice.
 *
 * All functions need the session in ESP_STATE_ROM.  If the loader no longer answers, these
 * functions reset the chip, if the port has reset lines.
 */
#ifndef ESP_FLASH_ROM_ESP8266_ROMFLASH_H
#define ESP_FLASH_ROM_ESP8266_ROMFLASH_H

#include "esp/flash/ops.h"
#include "esp/session/session_impl.h"

extern const struct esp_flash_ops esp_flash_by_esp8266_rom; /* esp/flash/ops.h */

enum { ESP_ROMFLASH_CHUNK = 64 }; /* bytes that one command reads: W0 to W15 */

/* Reads up to 64 single chunks, each chunk once. */
int esp_romflash_sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                        uint8_t (*contents)[ESP_ROMFLASH_CHUNK]);

/* Reads size bytes from address (any address, any size).  Hands the bytes to sink in order,
 * after two readings have agreed. */
int esp_romflash_read(struct esp_session *s, uint32_t address, uint32_t size, esp_sink *sink,
                      esp_progress *progress, void *ctx);

/* Reads like esp_romflash_read(), if guess is probably what the flash holds.  Bytes that
 * agree with guess are read only once, so this takes half the time. */
int esp_romflash_compare(struct esp_session *s, uint32_t address, const uint8_t *guess,
                         uint32_t size, esp_sink *sink, esp_progress *progress, void *ctx);

/* How long reading takes at the present line rate, in milliseconds.  Comparing takes half
 * as long. */
uint64_t esp_romflash_read_ms(const struct esp_session *s, uint32_t size);

/* Erases exactly these whole sectors. */
int esp_romflash_erase(struct esp_session *s, uint32_t address, uint32_t size,
                       esp_progress *progress, void *ctx);

/* Erases a sector again.  This repetition does not restart the link's time limit
 * (esp_link_achieved()). */
int esp_romflash_erase_again(struct esp_session *s, uint32_t address);

/* Erases whole sectors and programs them with data; sectors of 0xff are only erased.  Does
 * not read back.  Other sectors stay unchanged, even if the line damages requests. */
int esp_romflash_write(struct esp_session *s, uint32_t address, const uint8_t *data,
                       uint32_t size, esp_progress *progress, void *ctx);

#endif
