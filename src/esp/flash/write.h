/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the session_write*.c files share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_WRITE_H
#define ESP_FLASH_WRITE_H

#include "esp/flash/plan.h"

/* Reads size bytes of flash; ctx is the session.  Fails as esp_session_read() does. */
int esp_write_read(void *ctx, uint32_t address, uint32_t size, uint8_t *data);

/* The same where the flash probably holds what is expected: without the stub that takes
 * half the time. */
int esp_write_read_expected(struct esp_session *s, uint32_t address, uint32_t size,
                            const uint8_t *expected, uint8_t *data);

/* Fails with ESP_ERR_CHECK, and says which byte of the sector, one of bad ones, is not
 * as it should be; report->bad_address is that byte's.  Where it cannot be read, fails
 * with that. */
int esp_write_name_bad(struct esp_session *s, const struct esp_sector *sector, uint32_t bad,
                       struct esp_write_report *report);

/* esp_session_write() for the loader alone: erases and programs all, and reads it
 * back. */
int esp_write_by_rom(struct esp_session *s, struct esp_plan *plan,
                     const struct esp_write_request *request, struct esp_write_report *report);

#endif
