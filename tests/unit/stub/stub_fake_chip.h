/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A make-believe chip for the portable part of the stub: stub/chip.h on the
 * host, with everything in one variable that tests may look at and change.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_FAKE_CHIP_H
#define UNIT_STUB_STUB_FAKE_CHIP_H

#include "stub/chip.h"
#include "unit/stub/stub_frames.h"

enum { FAKE_FLASH_SIZE = 0x20000, FAKE_FIFO = 126, FAKE_CODE_CRC32 = 0x1234567, FAKE_FLASH_ID = 0x1640ef };

struct fake_chip {
    struct wire input; /* what the stub will receive */
    size_t input_at;
    uint8_t output[0x20000]; /* what it sent */
    size_t output_size;
    uint32_t line_stops; /* so many feedings of the watchdog: no byte leaves the FIFO */
    uint32_t unsent; /* bytes in the transmit FIFO, FAKE_FIFO at most */
    bool overfilled; /* there were more */
    bool more_wanted; /* the interrupt for that is on, */
    bool interrupted; /* and there */
    bool starved; /* the receive FIFO was found empty */
    uint32_t cycles, cpu_cycles, divisor, delayed_us;
    uint32_t registers[4]; /* at FAKE_REGISTERS, the only good addresses */
    uint8_t flash[FAKE_FLASH_SIZE];
    uint32_t words[CHIP_FLASH_WORDS]; /* the flash controller's */
    uint32_t wakes, reads; /* chunks */
    bool reading; /* one was begun */
    uint32_t read_address, read_size, reads_until_failure; /* 0: none fails */
    bool flash_busy, left;
    bool doubled; /* the CPU's clock, */
    uint32_t clock_factor; /* which then is so many times as fast */
    uint32_t hurries, calms; /* how often it was doubled, and no longer */
    enum chip_flash_clock flash_clock; /* that was set */
    uint32_t measured_fast, measured_slow; /* in sixteenths; 0: as set */
    bool misread_fast, misread; /* by the usual path: at the fast clock, at any */
    bool misread_hurried;       /* while the clock is doubled */
    bool misread_open;          /* contents only, once the status register was written */
    bool status_written;
    bool misread_written; /* by the second path, once something was written */
    bool absent; /* nothing answers */
    uint32_t id_plainly;        /* by the second path; 0: the same */
    /* Counts, and the status that the next ones give. */
    uint32_t sector_erases, block64_erases, programs;
    uint8_t status, second, third; /* the flash's registers */
    /* 0, or how erases and programs fail: ESP_STUB_FLASH_TIMEOUT, the flash stays busy;
     * ESP_STUB_PROTECTED of an erase, it cannot be enabled. */
    uint8_t erase_status, program_status;
    bool erases_more; /* a block's erase is one of everything */
    bool written;     /* something was erased or programmed */
    uint32_t erase_cycles; /* how long an erase takes */
    uint32_t stuck_address; /* this byte keeps the bits it has as 0; 0: none */
    uint32_t last_program;  /* address */
    bool flash_misused;     /* something that chip.h rules out */
    bool flash_wraps;       /* addresses past its end are its start, as in a chip, not misuse */
};
#define FAKE_REGISTERS 0x60000000u

extern struct fake_chip chip;

#endif
