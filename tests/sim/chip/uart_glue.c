/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every virtual chip tells the board of its UART.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/uart_glue.h"

#include "sim/chip/sim_chip.h"
#include "sim/uart/uart.h"

bool sim_uart_sent(struct uart *uart, uint64_t now_ns, struct sim_sent *sent)
{
    if (!uart_sent(uart, now_ns, &sent->byte, &sent->end_ns))
        return false;
    sent->baud = uart_sent_baud(uart);
    return true;
}

void sim_uart_stats(const struct uart *uart, struct sim_stats *stats)
{
    const struct uart_stats *counts = uart_get_stats(uart);

    stats->uart.received = counts->received;
    stats->uart.sent = counts->sent;
    stats->uart.receive_overflow = counts->receive_overflow;
    stats->uart.garbled = counts->garbled;
    stats->uart.receive_peak = counts->receive_peak;
}
