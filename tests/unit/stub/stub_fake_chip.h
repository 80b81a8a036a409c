/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A make-believe chip for the portable part of the stub: stub/chip.h on the host.  One
 * variable holds everything, and tests may look at it and change it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_FAKE_CHIP_H
#define UNIT_STUB_STUB_FAKE_CHIP_H

#include "stub/chip.h"
#include "unit/stub/stub_frames.h"

enum { FAKE_FLASH_SIZE = 0x20000, FAKE_FIFO = 126, FAKE_PACKET = 63, FAKE_CODE_CRC32 = 0x1234567, FAKE_FLASH_ID = 0x1640ef };

struct fake_chip {
    struct wire input; /* bytes that the stub will receive */
    size_t input_at;
    uint8_t output[0x20000]; /* bytes that the stub sent */
    size_t output_size;
    uint32_t line_stops; /* for this many feedings of the watchdog no byte leaves the FIFO */
    uint32_t unsent; /* bytes in the transmit FIFO, FAKE_FIFO at most */
    bool overfilled; /* more bytes were put into it */
    bool more_wanted; /* the interrupt for room in it is enabled, */
    bool interrupted; /* and it is pending */
    bool starved; /* the receive FIFO was found empty */
    /* The line is the chip's own USB port.  A packet takes up to FAKE_PACKET bytes, and stays in
     * the FIFO until the watchdog is fed, and line_stops is 0. */
    bool usb;
    uint32_t filled;  /* bytes of the packet that is not sent yet */
    bool packet_sent; /* the FIFO takes no bytes: the host has not taken the packet */
    uint32_t packets; /* sent */
    uint32_t cycles, cpu_cycles, divisor, delayed_us;
    uint32_t registers[4]; /* at FAKE_REGISTERS, the only valid addresses */
    uint8_t flash[FAKE_FLASH_SIZE];
    uint32_t words[CHIP_FLASH_WORDS]; /* of the flash controller */
    uint32_t wakes, reads; /* chunks */
    bool reading; /* a read was begun */
    uint32_t read_address, read_size, reads_until_failure; /* 0: no read fails */
    bool flash_busy, left;
    bool doubled; /* the CPU's clock is doubled, */
    uint32_t clock_factor; /* and is then faster by this factor */
    uint32_t hurries, calms; /* how often it was doubled, and set back */
    enum chip_flash_clock flash_clock; /* the clock that was set */
    uint32_t measured_fast, measured_slow; /* in sixteenths; 0: the clock that was set */
    bool misread_fast, misread; /* the usual path misreads: at the fast clock, at any clock */
    bool misread_hurried;       /* the same while the CPU's clock is doubled */
    bool misread_open;          /* contents are misread after a write to the status register */
    bool status_written;
    bool misread_written; /* the second path misreads after a write to the flash */
    bool absent; /* no chip answers */
    uint32_t large_id; /* 0, or the ID of a flash of 32 MB; then commands with four bytes of
                        * address reach the memory below, from 16 MB on */
    uint8_t high[FAKE_FLASH_SIZE];
    const uint8_t *sfdp; /* its tables, or NULL */
    uint32_t sfdp_size;
    bool misread_far;  /* commands with four bytes of address read something else */
    bool no_two_lines; /* 3Bh and 3Ch are not known */
    bool dead_line;    /* the controller receives only ones on the second line */
    uint32_t two_line_reads, far_reads; /* chunks */
    uint32_t read_command;
    uint32_t id_plainly;        /* ID by the second path; 0: the same ID */
    /* Counts, and the status that the next of these give. */
    uint32_t sector_erases, block64_erases, programs;
    uint8_t status, second, third; /* the flash's registers */
    /* 0, or how erases and programs fail.  ESP_STUB_FLASH_TIMEOUT: the flash stays busy.
     * ESP_STUB_PROTECTED, for an erase: write enable has no effect. */
    uint8_t erase_status, program_status;
    bool erases_more; /* a block's erase erases the whole flash */
    bool blocks_stay; /* a block's erase has no effect */
    uint32_t busy_polls, busy_left; /* how often an erase or a program then shows as busy */
    bool sent_while_busy;           /* the last byte was sent in that time */
    bool written;     /* an erase or a program has run */
    uint32_t erase_cycles; /* duration of an erase */
    uint32_t stuck_address; /* address of a byte whose 0 bits stay 0; 0: no byte */
    uint32_t last_program;  /* address */
    bool flash_misused;     /* the stub did something that chip.h forbids */
    bool flash_wraps;       /* addresses past the end wrap to the start, as in a real chip;
                             * that is no misuse */
};
#define FAKE_REGISTERS 0x60000000u

extern struct fake_chip chip;

#endif
