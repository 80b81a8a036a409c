/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash's commands as transactions of the chip's flash controller.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Every wait has a limit.
 */
#ifndef STUB_FLASH_BUS_H
#define STUB_FLASH_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "stub/chip.h"

enum {
    BUS_CHUNK = 4 * CHIP_FLASH_WORDS,        /* bytes that one transaction reads at most */
    BUS_PROGRAM_WORDS = CHIP_FLASH_WORDS - 1, /* words that one transaction programs at
                                               * most; the address needs one, too */
};

/* Sends a command and returns its answer of in_bits (0 to 24); the first byte is the
 * lowest.  Returns all ones if the controller does not answer. */
uint32_t bus_ask(uint32_t command, uint32_t in_bits);
/* Sends a command with bits of data and without an answer; the first byte is the lowest. */
void bus_tell(uint32_t command, uint32_t data, uint32_t bits);

/* Chooses the lines on which the contents are read from now on, 1 or 2: below 16 MB, and from
 * there on.  Does nothing on a chip with one line. */
void bus_use_lines(uint32_t lines);
void bus_use_far_lines(uint32_t lines);

/* If set, all addresses are sent as four bytes, for a test. */
void bus_send_far(bool always);

/* Reads two words of the flash's SFDP tables.  Only on chips with two lines. */
bool bus_read_sfdp(uint32_t address, uint32_t words[2]);

/* Begins to read size bytes (1 to BUS_CHUNK) and returns at once, so that the caller can
 * work on the previous chunk meanwhile. */
void bus_start(uint32_t address, uint32_t size);
/* Waits for the end of the read, and stores the bytes. */
bool bus_finish(uint32_t chunk[BUS_CHUNK / 4]);

/* CPU cycles to read a chunk, which takes BUS_CHUNK_CLOCKS clocks of the flash on one line.  The
 * controller makes these clocks itself, so this works without a flash, too.  No transaction
 * may be running. */
uint32_t bus_read_cycles(void);
enum { BUS_CHUNK_CLOCKS = 8 + 32 + 8 * BUS_CHUNK }; /* command, address and dummy, bytes */

/* Begin to erase a sector or a block of 64 KB, as the size says, or to program 1 to
 * BUS_PROGRAM_WORDS words.  The flash must be ready, and writing must be enabled. */
void bus_erase(uint32_t address, uint32_t size);
void bus_program(uint32_t address, const uint32_t *words, uint32_t count);

#endif
