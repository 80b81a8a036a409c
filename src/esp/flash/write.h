/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the back-ends share when they write.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_WRITE_H
#define ESP_FLASH_WRITE_H

#include "esp/flash/plan.h"

/* A sink that copies what it gets into memory; its ctx is the struct. */
struct esp_copy {
    uint8_t *data;
    size_t done; /* bytes */
};
esp_sink esp_copy_sink;

/* Reads size bytes of flash.  ctx: the session.  Returns the errors of
 * esp_session_read(). */
int esp_write_read(void *ctx, uint32_t address, uint32_t size, uint8_t *data);

/* Reads the sector, which is one of "bad" wrong sectors, and fails with ESP_ERR_CHECK and a
 * text that names the sector's first wrong byte; report->bad_address is its address.  If
 * the sector cannot be read, returns that error. */
int esp_write_name_bad(struct esp_session *s, const struct esp_sector *sector, uint32_t bad,
                       struct esp_write_report *report);

/* The result of writing the sector at address by a ROM's FLASH_DATA.  If the loader read back
 * something else than it wrote, replaces its number by a text with the address. */
int esp_write_explain(struct esp_session *s, int err, uint32_t address);

#endif
