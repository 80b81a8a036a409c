/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A serial receiver that samples a line.  The caller tells the line's level piece by piece.
 * Bytes sent at another rate become plausible garbage.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Times are picoseconds: at 3 Mbaud a rounding to nanoseconds would add up.
 */
#ifndef SIM_UART_UART_LINE_H
#define SIM_UART_UART_LINE_H

#include <stdbool.h>
#include <stdint.h>

enum { UART_FRAME_BITS = 10 }; /* start, eight data, stop */

struct uart_line {
    bool low;          /* the level at end_ps; an idle line is high */
    bool in_frame;
    uint64_t end_ps;   /* the line is known up to here */
    uint64_t start_ps; /* start of the frame */
    unsigned sampled;  /* bits of the frame so far */
    unsigned bits;
};

struct uart_frame {
    uint8_t byte;
    bool framing_error; /* no stop bit */
    bool is_break;      /* nothing but zeros */
};

/* The line stays at this level until until_ps.  The level may have changed at line->end_ps.
 * True if a frame was completed meanwhile (at most one can be). */
bool uart_line_run(struct uart_line *line, bool low, uint64_t until_ps, uint64_t bit_ps,
                   struct uart_frame *frame);

/* The receiver gives up its current frame. */
void uart_line_drop(struct uart_line *line);

#endif
