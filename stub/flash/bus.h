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
    BUS_PROGRAM_WORDS = CHIP_FLASH_WORDS - 1, /* that one programs at most: there is the address */
};

/* A command with an answer of in_bits (0 to 24, the first byte lowest); all ones when the
 * controller does not answer. */
uint32_t bus_ask(uint32_t command, uint32_t in_bits);
/* One with so many bits of data, the first byte lowest, and no answer. */
void bus_tell(uint32_t command, uint32_t data, uint32_t bits);

/* Begins to read size bytes (1 to BUS_CHUNK) and returns at once, so
 * that the caller may work on the chunk before meanwhile. */
void bus_start(uint32_t address, uint32_t size);
/* Waits for the read begun last and stores its bytes. */
bool bus_finish(uint32_t chunk[BUS_CHUNK / 4]);

/* CPU cycles that reading a chunk takes, which the controller clocks itself, whether there
 * is a flash or not: BUS_CHUNK_CLOCKS of the flash.  Nothing may be begun. */
uint32_t bus_read_cycles(void);
enum { BUS_CHUNK_CLOCKS = 8 + 32 + 8 * BUS_CHUNK }; /* command, address and dummy, bytes */

/* Begin to erase a sector or a block of 64 KB, by its size, and to program 1 to
 * BUS_PROGRAM_WORDS words; the flash must be ready and enabled to be written. */
void bus_erase(uint32_t address, uint32_t size);
void bus_program(uint32_t address, const uint32_t *words, uint32_t count);

#endif
