/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchange of bytes that decides a trial of a line rate, the same for all chips: the
 * chip's side of struct esp_trial (esp/wire/protocol.h).
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each trial program includes this file once.  The code is here, and not in a source of its
 * own, because the compiler makes smaller code then.
 */
#ifndef STUB_TRIAL_EXCHANGE_H
#define STUB_TRIAL_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "esp/wire/protocol.h"

struct clock {
    uint32_t start, limit; /* cycles of the CPU, which here has the UART's clock */
};

/* The program has these two.  The first returns the next byte, or -1 when the time is over.
 * The second returns the register that takes the bytes to be sent. */
static int32_t receive(const struct clock *clock);
static volatile uint32_t *send_fifo(void);

/* Skips bytes that were sent at other rates, up to the mark before the pattern. */
static bool find_mark(const struct clock *clock)
{
    int32_t byte;

    do
        byte = receive(clock);
    while (byte >= 0 && byte != ESP_TRIAL_MARK);
    return byte >= 0;
}

/* Sends each byte back inverted.  The FIFO has room for all of them. */
static bool invert(const struct clock *clock)
{
    volatile uint32_t *fifo = send_fifo();

    *fifo = ESP_TRIAL_MARK;
    for (uint32_t i = 0; i < ESP_TRIAL_SIZE; i++) {
        int32_t byte = receive(clock);

        if (byte < 0)
            return false;
        *fifo = ~(uint32_t)byte & 0xff;
    }
    return true;
}

static bool confirmed(const struct clock *clock)
{
    for (uint32_t keep = ESP_TRIAL_KEEP; keep != 0; keep >>= 8)
        if (receive(clock) != (int32_t)(keep & 0xff))
            return false;
    return true;
}

/* True if both ends have understood each other at the present rate. */
static bool exchange(const struct clock *clock)
{
    return find_mark(clock) && invert(clock) && confirmed(clock);
}

#endif
