/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual chip with the stub, for tests of what the stub does to the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_WRITE_H
#define UNIT_STUB_STUB_WRITE_H

#include "unit/stub/stub_machine.h"

enum { WRITE_DATA_MAX = sizeof(struct esp_write_region) + STUB_WRITE_MAX + 64 };

extern struct machine machine; /* the test's machine */

/* The flash's contents.  A test may change them without the chip's commands. */
uint8_t *flash(uint32_t address);
void fill_random(uint8_t *bytes, uint32_t size, uint32_t seed);

/* Counts of the chip's operations since mark(): erases by size, pages programmed. */
void mark(void);
bool flash_did(uint64_t sectors, uint64_t blocks, uint64_t pages);
bool flash_did_nothing(void); /* also no write to the status register */

/* True if the last answer is this one.  Otherwise prints what it is. */
bool answered(uint8_t op, uint32_t value, uint8_t detail);
bool change_rate(uint32_t baud);
/* The number of bytes that the stub has lost.  The stub answers when the flash is idle. */
uint32_t lost(void);

/* Puts numbers and contents into data, and returns their length.  Deflates the contents if
 * options say so and this makes them shorter. */
size_t write_data(uint8_t data[WRITE_DATA_MAX], uint32_t address, const uint8_t *bytes,
                  uint32_t length, uint32_t options, uint32_t tag);
/* Sends such a request.  True if the answer has this status. */
bool write_answered(uint32_t address, const uint8_t *bytes, uint32_t length, uint32_t options,
                    uint8_t status);
/* Writes and waits for the end.  False if the flash then holds anything else. */
bool write_region(uint32_t address, const uint8_t *bytes, uint32_t length, uint32_t options);

#endif
