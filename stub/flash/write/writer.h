/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes sectors of the flash hold the wanted contents, with as little erasing and
 * programming as possible.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The flash is busy for most of the time.  So the work is done step by step, while the stub
 * receives and inflates what comes next.
 */
#ifndef STUB_FLASH_WRITE_WRITER_H
#define STUB_FLASH_WRITE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

/* Begins to write whole sectors: length bytes (at most STUB_WRITE_MAX) from address on.
 * options are ESP_WRITE_ERASE_*.  The wanted contents must stay where they are until the end.
 * No work may be left of another write. */
void writer_begin(uint32_t address, const uint32_t *wanted, uint32_t length, uint32_t options);

/* Goes on with the work if the flash is not busy; returns soon.  False if there was no work
 * left.  Until then, nothing else may use the flash. */
bool writer_step(void);

/* Goes on until no work is left; the flash may still be erasing a block that stays blank.
 * Returns 0, or an enum esp_status if the flash failed; the
 * next call returns 0 again.  A sector that holds something else afterwards is no failure:
 * the host asks for digests. */
uint8_t writer_finish(void);

#endif
