/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erases sectors that are not blank.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_WRITE_ERASER_H
#define STUB_FLASH_WRITE_ERASER_H

#include <stdbool.h>
#include <stdint.h>

/* Erases the sectors of the range (at most ESP_ERASE_MAX) that are not blank, or all
 * sectors of the range.  *erased is the number of bytes erased.  Waits for the end.  Returns
 * 0 or an enum esp_status. */
uint8_t eraser_erase(uint32_t address, uint32_t length, bool all, uint32_t *erased);

#endif
