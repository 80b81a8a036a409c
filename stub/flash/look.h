/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests of the flash.  They are computed step by step, so that the stub can do this while
 * it waits for something else.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * There is one range at a time.
 */
#ifndef STUB_FLASH_LOOK_H
#define STUB_FLASH_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "esp/wire/protocol.h"

/* Begins the digests of a range: one digest for each unit (the last unit may be shorter),
 * or one digest over the whole range if unit is 0.  There may be ESP_DIGESTS_MAX digests at
 * most.  With length 0 there is nothing to do.  The flash must be ready. */
void look_begin(uint32_t address, uint32_t length, uint32_t unit);

/* Does one step, which takes the time of two bytes at 921600 baud.  False if no work is
 * left. */
bool look_step(void);

/* Ends the work, and returns the number of complete digests.  A digest that is not complete
 * is dropped. */
uint32_t look_end(void);
bool look_failed(void); /* true if the flash controller did not answer */
const uint8_t *look_digest(uint32_t i); /* ESP_MD5_SIZE bytes */

#endif
