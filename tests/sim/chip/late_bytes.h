/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that get into a UART's receive FIFO at the worst time.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Bytes that find the receive FIFO empty wait until the program looks at the FIFO's state, and
 * get into the FIFO right after that, so that two such looks disagree.  Without a look the
 * bytes wait for as long as LATE_BYTES bytes take.
 */
#ifndef SIM_CHIP_LATE_BYTES_H
#define SIM_CHIP_LATE_BYTES_H

#include <stdint.h>

struct uart;

enum { LATE_BYTES = 32 };

struct late_bytes {
    unsigned count;
    uint8_t bytes[LATE_BYTES];
    uint32_t baud;
    uint64_t due_ns; /* then the bytes get into the FIFO without a look; valid if count > 0 */
};

/* A byte has arrived at a UART whose bytes may be late. */
void late_bytes_take(struct late_bytes *late, struct uart *uart, uint8_t byte, uint32_t baud,
                     uint64_t now_ns);
/* The bytes that wait get into the FIFO now. */
void late_bytes_deliver(struct late_bytes *late, struct uart *uart, uint64_t now_ns);

#endif
