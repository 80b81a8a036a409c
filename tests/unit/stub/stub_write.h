/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP8266 with the stub, for tests of what it does to the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_WRITE_H
#define UNIT_STUB_STUB_WRITE_H

#include "unit/stub/stub_machine.h"

enum { WRITE_DATA_MAX = sizeof(struct esp_write_region) + STUB_WRITE_MAX + 64 };

extern struct machine machine; /* the one of the test */

/* The contents, which a test may change behind the chip's back. */
uint8_t *flash(uint32_t address);
void fill_random(uint8_t *bytes, uint32_t size, uint32_t seed);

/* What the chip was told to do since mark(): erases by size, pages programmed. */
void mark(void);
bool flash_did(uint64_t sectors, uint64_t blocks, uint64_t pages);
bool flash_did_nothing(void); /* not to the status register either */

/* True when the answer in hand is that; says what it is otherwise. */
bool answered(uint8_t op, uint32_t value, uint8_t detail);
bool change_rate(uint32_t baud);
/* Bytes that the stub lost so far; it answers when the flash is idle. */
uint32_t lost(void);

/* Puts numbers and contents into data and returns how long that is.  They are
 * deflated if options say so and it makes them shorter. */
size_t write_data(uint8_t data[WRITE_DATA_MAX], uint32_t address, const uint8_t *bytes,
                  uint32_t length, uint32_t options, uint32_t tag);
/* Sends it; true when that status is answered. */
bool write_answered(uint32_t address, const uint8_t *bytes, uint32_t length, uint32_t options,
                    uint8_t status);
/* Writes and waits until it is done; false when the flash holds anything else. */
bool write_region(uint32_t address, const uint8_t *bytes, uint32_t length, uint32_t options);

#endif
