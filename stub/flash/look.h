/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests over the flash, computed step by step, so that it can be done while
 * something else waits.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * There is one at a time.
 */
#ifndef STUB_FLASH_LOOK_H
#define STUB_FLASH_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "esp/wire/protocol.h"

/* Begins one digest for each unit bytes (the last may be fewer), or with unit 0
 * one over the whole range: ESP_DIGESTS_MAX at most.  With length 0 there is
 * nothing to do.  The flash must be ready. */
void look_begin(uint32_t address, uint32_t length, uint32_t unit);

/* Does a little of it, the time of two bytes at 921600 baud; false when nothing is
 * left to do. */
bool look_step(void);

/* Drops what is not complete and returns how many digests are. */
uint32_t look_end(void);
bool look_failed(void); /* the flash controller did not answer */
const uint8_t *look_digest(uint32_t i); /* ESP_MD5_SIZE bytes */

#endif
