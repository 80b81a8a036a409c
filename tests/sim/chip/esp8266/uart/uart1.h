/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART1 of the ESP8266, as far as it can disturb: its share of interrupt 5.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP8266 Technical Reference ch. 11: both UARTs have the same registers and one
 * interrupt together, so a handler that looks at UART0 only never ends UART1's.
 */
#ifndef SIM_CHIP_ESP8266_UART_UART1_H
#define SIM_CHIP_ESP8266_UART_UART1_H

#include <stdbool.h>
#include <stdint.h>

struct uart1 {
    uint32_t raw, enabled;
    uint64_t due_ns; /* when it raises the interrupt next; UINT64_MAX: never */
};

/* Quiet, or noisy: then its interrupt is enabled, and due now and then. */
void uart1_reset(struct uart1 *uart, bool noisy, uint64_t now_ns);
/* Time has come to now_ns.  Only a program is disturbed: the boot ROM would be lost for
 * ever, and it is known to work on each chip. */
void uart1_advance(struct uart1 *uart, bool in_program, uint64_t now_ns);
/* Stays up until INT_ENA or INT_CLR end it. */
bool uart1_irq(const struct uart1 *uart);

/* Registers by offset from 0x60000f00; false for those that are only storage. */
bool uart1_load(const struct uart1 *uart, uint32_t offset, uint32_t *value);
bool uart1_store(struct uart1 *uart, uint32_t offset, uint32_t value);

#endif
