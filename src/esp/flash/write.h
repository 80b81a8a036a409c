/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What writing has in common, by whichever way.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_WRITE_H
#define ESP_FLASH_WRITE_H

#include "esp/flash/plan.h"

/* Reads size bytes of flash; ctx is the session.  Fails as esp_session_read() does. */
int esp_write_read(void *ctx, uint32_t address, uint32_t size, uint8_t *data);

/* Fails with ESP_ERR_CHECK, and says which byte of the sector, one of bad ones, is not
 * as it should be; report->bad_address is that byte's.  Where it cannot be read, fails
 * with that. */
int esp_write_name_bad(struct esp_session *s, const struct esp_sector *sector, uint32_t bad,
                       struct esp_write_report *report);

#endif
