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

enum { FAKE_FLASH_SIZE = 0x20000, FAKE_LOST = 7, FAKE_FLASH_ID = 0x1640ef };

struct fake_chip {
    struct wire input; /* what the stub will receive */
    size_t input_at;
    uint8_t output[0x20000]; /* what it sent */
    size_t output_size;
    uint32_t cycles, divisor, delayed_us;
    uint32_t registers[4]; /* at FAKE_REGISTERS, the only good addresses */
    uint8_t flash[FAKE_FLASH_SIZE];
    uint32_t read_address, read_size, reads_until_failure; /* 0: none fails */
    bool flash_busy, reset;
};
#define FAKE_REGISTERS 0x60000000u

extern struct fake_chip chip;

#endif
