/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the boot ROM's loader and of our stub, one function each.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LOADER_H
#define ESP_LOADER_H

#include <stdint.h>

#include "command.h"

/* One SYNC and its answer within timeout_ms.  *value is what the answer
 * carries: 0 from a stub.  Further answers are left to come: esp_sync_settle(). */
int esp_sync(struct esp_link *link, uint32_t *value, int timeout_ms);

/* Takes the other answers to a SYNC, as many as come. */
int esp_sync_settle(struct esp_link *link);

int esp_read_reg(struct esp_link *link, uint32_t address, uint32_t *value);

/* The same until two readings agree: the ROM's answers carry no check, and a
 * damaged MAC address would not be noticed. */
int esp_read_reg_sure(struct esp_link *link, uint32_t address, uint32_t *value);

int esp_write_reg(struct esp_link *link, uint32_t address, uint32_t value, uint32_t mask);

/* Loads size bytes (rounded up to words) to address and jumps to entry.  The
 * program may cut off the last answer: what it says itself tells whether it
 * runs. */
int esp_load_program(struct esp_link *link, const uint8_t *program, size_t size,
                     uint32_t address, uint32_t entry);

/* Our stub's greeting: 0, or ESP_ERR_TIMEOUT. */
int esp_await_greeting(struct esp_link *link, int timeout_ms);

/* ESP_ERR_STUB when it is not ours or of another version. */
int esp_stub_info(struct esp_link *link, struct esp_stub_info *info, int timeout_ms);

/* The stub's rate; it answers at the old one and changes after that.  The
 * answer is awaited for less than ESP_RATE_TRIAL_MS: when it was damaged, the
 * new rate can still be tried. */
int esp_change_baud(struct esp_link *link, uint32_t baud, uint32_t old_baud);

#endif
