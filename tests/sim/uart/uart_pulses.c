/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UART's auto-baud unit: it counts edges and keeps the shortest pulses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The boot ROM takes the mean of the two pulses, with the glitch filter at 8
 * (uart_baudrate_detect, 0x40003924), and adds 12.  The results are divisor 451 for a host
 * at 115200 baud, 56 at 921600, and 25 at 2000000.  So the unit measures a pulse of N.x
 * clocks as N minus the filter minus 4.  It measures a pulse of exactly N clocks as one
 * less, because the shortest of many pulses was caught one clock short.
 *
 * The ESP32-C3's unit measures a pulse of N clocks as N minus one (ESP32-C3 Technical Reference
 * Manual ch. 26, "Baud Rate Detection"), and its boot ROM adds that one.
 */
#include "sim/uart/uart_internal.h"

enum { FILTER_SHIFT = 8, FILTER_MASK = 0xff, FILTER_DELAY = 4, SHORT_OF_C3 = 1 };

/* Longer pulses saturate the counter at any clock.  Shorter pulses do not overflow the
 * multiplication. */
#define LONGEST_PS (UART_PS_PER_S / 20)

void uart_pulses_restart(struct uart *uart)
{
    struct uart_pulses *pulses = &uart->rx.pulses;

    pulses->edges = 0;
    pulses->low = uart->layout->pulse_max;
    pulses->high = uart->layout->pulse_max;
    pulses->rise_ps = 0;
}

static uint32_t pulse_count(const struct uart *uart, uint64_t width_ps)
{
    bool first = !uart->layout->autobaud;
    uint32_t short_of =
        first ? (uart->autobaud >> FILTER_SHIFT & FILTER_MASK) + FILTER_DELAY : SHORT_OF_C3;
    uint64_t clocks;

    if (width_ps == 0 || width_ps > LONGEST_PS)
        return uart->layout->pulse_max;
    clocks = (width_ps * uart->clock_hz - first) / UART_PS_PER_S;
    return clocks > short_of ? (uint32_t)(clocks - short_of) : 0;
}

static void keep_shortest(uint32_t *shortest, uint32_t count)
{
    if (count < *shortest)
        *shortest = count;
}

static void count_edge(struct uart_pulses *pulses)
{
    if (pulses->edges < UART_EDGES_MAX)
        pulses->edges++;
}

void uart_pulses_measure(struct uart *uart, uint8_t byte, uint64_t start_ps, uint64_t bit_ps)
{
    struct uart_pulses *pulses = &uart->rx.pulses;
    unsigned bits = (unsigned)byte << 1 | 1u << (UART_FRAME_BITS - 1);
    uint64_t fall_ps = start_ps;
    bool low = false;

    for (unsigned i = 0; i < UART_FRAME_BITS; i++) {
        bool now_low = !(bits >> i & 1);
        uint64_t at_ps = start_ps + i * bit_ps;

        if (now_low == low)
            continue;
        low = now_low;
        count_edge(pulses);
        if (low) {
            fall_ps = at_ps;
            if (pulses->rise_ps)
                keep_shortest(&pulses->high, pulse_count(uart, at_ps - pulses->rise_ps));
        } else {
            pulses->rise_ps = at_ps;
            keep_shortest(&pulses->low, pulse_count(uart, at_ps - fall_ps));
        }
    }
}
