/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A serial receiver that samples a line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/uart/uart_line.h"

enum { STOP_BIT = 1u << (UART_FRAME_BITS - 1) };

static void begin_frame(struct uart_line *line, uint64_t at_ps)
{
    line->in_frame = true;
    line->start_ps = at_ps;
    line->sampled = 0;
    line->bits = 0;
}

void uart_line_drop(struct uart_line *line)
{
    line->in_frame = false;
}

/* Each bit is sampled in its middle. */
static uint64_t next_sample_ps(const struct uart_line *line, uint64_t bit_ps)
{
    return line->start_ps + (2 * line->sampled + 1) * bit_ps / 2;
}

static void take_sample(struct uart_line *line, bool low)
{
    if (!low)
        line->bits |= 1u << line->sampled;
    line->sampled++;
    if (line->sampled == 1 && !low)
        line->in_frame = false; /* too short for a start bit */
}

bool uart_line_run(struct uart_line *line, bool low, uint64_t until_ps, uint64_t bit_ps,
                   struct uart_frame *frame)
{
    bool complete = false;

    if (low && !line->low && !line->in_frame)
        begin_frame(line, line->end_ps);
    while (line->in_frame && next_sample_ps(line, bit_ps) < until_ps) {
        take_sample(line, low);
        if (line->sampled < UART_FRAME_BITS)
            continue;
        frame->byte = (uint8_t)(line->bits >> 1);
        frame->framing_error = !(line->bits & STOP_BIT);
        frame->is_break = line->bits == 0;
        line->in_frame = false;
        complete = true;
    }
    line->low = low;
    if (until_ps > line->end_ps)
        line->end_ps = until_ps;
    return complete;
}
