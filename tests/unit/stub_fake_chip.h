/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A make-believe chip for the portable part of the stub: stub/chip.h on the
 * host, with everything in one variable that tests may look at and change.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FAKE_CHIP_H
#define STUB_FAKE_CHIP_H

#include "../../stub/chip.h"
#include "stub_frames.h"

enum { FAKE_FLASH_SIZE = 0x20000, FAKE_LOST = 7, FAKE_CODE_CRC32 = 0x1234567, FAKE_FLASH_ID = 0x1640ef };

struct fake_chip {
    struct wire input; /* what the stub will receive */
    size_t input_at;
    uint8_t output[0x20000]; /* what it sent */
    size_t output_size;
    uint32_t room_after; /* questions for it until there is room */
    uint32_t room_asked;
    bool called;
    uint32_t cycles, divisor, delayed_us;
    uint32_t registers[4]; /* at FAKE_REGISTERS, the only good addresses */
    uint8_t flash[FAKE_FLASH_SIZE];
    uint32_t read_address, read_size, reads_until_failure; /* 0: none fails */
    bool flash_busy, reset;
    uint32_t hurries, clock_factor; /* how often it was asked to, and what it then says */
    /* Counts, and the status that the next ones give. */
    bool sending;
    uint32_t sector_erases, block64_erases, programs;
    uint8_t erase_status, program_status;
    uint32_t erase_cycles; /* how long an erase takes */
    uint32_t stuck_address; /* this byte keeps the bits it has as 0; 0: none */
    uint32_t last_program;  /* address */
    bool flash_misused;     /* something that chip.h rules out */
    bool flash_wraps;       /* addresses past its end are its start, as in a chip, not misuse */
};
#define FAKE_REGISTERS 0x60000000u

extern struct fake_chip chip;

#endif
