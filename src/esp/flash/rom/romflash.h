/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash by means of the ESP8266's boot ROM alone, for chips on which the stub
 * will not start: slow, but sure.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM can program, but not read, and FLASH_BEGIN erases at least two sectors
 * whatever it is asked for: reading and erasing drive the flash controller
 * through READ_REG and WRITE_REG.  Neither those requests nor their answers carry
 * a check, so what matters is read back, and contents are read twice.
 *
 * All of them want the session in ESP_STATE_ROM.  A loader that does not answer
 * any more is reset where the port can.
 */
#ifndef ESP_FLASH_ROM_ROMFLASH_H
#define ESP_FLASH_ROM_ROMFLASH_H

#include "esp/flash/ops.h"
#include "esp/session/session_impl.h"

extern const struct esp_flash_ops esp_flash_by_esp8266_rom; /* esp/flash/ops.h */

enum { ESP_ROMFLASH_CHUNK = 64 }; /* bytes that one command reads: W0 to W15 */

/* Reads single chunks, at most 64, each once. */
int esp_romflash_sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                        uint8_t (*contents)[ESP_ROMFLASH_CHUNK]);

/* Reads size bytes from address (both any) and hands them to sink in order, each
 * once two readings agreed. */
int esp_romflash_read(struct esp_session *s, uint32_t address, uint32_t size, esp_sink *sink,
                      esp_progress *progress, void *ctx);

/* The same where guess is probably what the flash holds: what agrees with it is
 * read only once, so that takes half the time. */
int esp_romflash_compare(struct esp_session *s, uint32_t address, const uint8_t *guess,
                         uint32_t size, esp_sink *sink, esp_progress *progress, void *ctx);

/* How long reading takes, in milliseconds, at the present line rate; comparing
 * takes half of it. */
uint64_t esp_romflash_read_ms(const struct esp_session *s, uint32_t size);

/* Erases whole sectors: exactly those. */
int esp_romflash_erase(struct esp_session *s, uint32_t address, uint32_t size,
                       esp_progress *progress, void *ctx);

/* A sector once more that was erased before, which is no success by itself. */
int esp_romflash_erase_again(struct esp_session *s, uint32_t address);

/* Erases whole sectors and programs them with data, sectors of 0xff excepted;
 * does not read back.  Other sectors stay as they are, whatever happens to the
 * line. */
int esp_romflash_write(struct esp_session *s, uint32_t address, const uint8_t *data,
                       uint32_t size, esp_progress *progress, void *ctx);

#endif
