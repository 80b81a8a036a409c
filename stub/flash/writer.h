/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes sectors of the flash hold what they shall, with as little erasing and
 * programming as that takes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_WRITER_H
#define STUB_FLASH_WRITER_H

#include <stdbool.h>
#include <stdint.h>

/* Writes whole sectors, length bytes (at most STUB_WRITE_MAX) from address on;
 * options are ESP_WRITE_ERASE_*.  0, or the enum esp_status of a flash that
 * fails; a sector that does not take is tried twice, and no failure. */
uint8_t writer_write(uint32_t address, const uint32_t *wanted, uint32_t length, uint32_t options);

/* Erases the sectors of the range (at most ESP_ERASE_MAX) that are not blank, or
 * all of them; *erased is how many bytes that were.  0 or an enum esp_status. */
uint8_t writer_erase(uint32_t address, uint32_t length, bool all, uint32_t *erased);

#endif
