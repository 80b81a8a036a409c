/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes sectors of the flash hold the wanted contents, with as little erasing and
 * programming as possible.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_WRITER_H
#define STUB_FLASH_WRITER_H

#include <stdbool.h>
#include <stdint.h>

/* Writes whole sectors: length bytes (at most STUB_WRITE_MAX) from address on.  options are
 * ESP_WRITE_ERASE_*.  Returns 0, or an enum esp_status if the flash fails.  A sector that
 * reads wrong afterwards is written once more; if it is still wrong, this is no failure. */
uint8_t writer_write(uint32_t address, const uint32_t *wanted, uint32_t length, uint32_t options);

/* Erases the sectors of the range (at most ESP_ERASE_MAX) that are not blank, or all
 * sectors of the range.  *erased is the number of bytes erased.  Returns 0 or an enum
 * esp_status. */
uint8_t writer_erase(uint32_t address, uint32_t length, bool all, uint32_t *erased);

#endif
