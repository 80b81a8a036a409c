/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every virtual chip tells the board of its UART.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_UART_GLUE_H
#define SIM_CHIP_UART_GLUE_H

#include <stdbool.h>
#include <stdint.h>

struct sim_sent;
struct sim_stats;
struct uart;

/* sent() of struct sim_chip, for this UART at the time now_ns. */
bool sim_uart_sent(struct uart *uart, uint64_t now_ns, struct sim_sent *sent);

/* Fills stats->uart. */
void sim_uart_stats(const struct uart *uart, struct sim_stats *stats);

#endif
