/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a flash chip's JEDEC ID tells.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An ID is the three bytes of RDID (0x9f): manufacturer in bits 0 to 7, type
 * in 8 to 15, capacity in 16 to 23.
 */
#ifndef BASE_FLASHID_H
#define BASE_FLASHID_H

#include <stdbool.h>
#include <stdint.h>

/* False for what a bus without a flash, or one that does not answer yet,
 * reads as. */
bool esp_flashid_valid(uint32_t id);

/* Bytes, or 0 when the capacity byte has no known meaning. */
uint32_t esp_flashid_size(uint32_t id);

/* "Winbond", or NULL. */
const char *esp_flashid_vendor(uint32_t id);

#endif
