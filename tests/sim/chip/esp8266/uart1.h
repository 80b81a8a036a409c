/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART1 of the ESP8266.  Only its share of interrupt 5 is simulated, because that can
 * disturb a program.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP8266 Technical Reference ch. 11.  Both UARTs have the same registers and
 * share one interrupt, so a handler that checks only UART0 never ends UART1's interrupt.
 */
#ifndef SIM_CHIP_ESP8266_UART1_H
#define SIM_CHIP_ESP8266_UART1_H

#include <stdbool.h>
#include <stdint.h>

struct uart1 {
    uint32_t raw, enabled;
    uint64_t due_ns; /* time of the next interrupt; UINT64_MAX: never */
};

/* A noisy UART1 has its interrupt enabled, and raises it now and then. */
void uart1_reset(struct uart1 *uart, bool noisy, uint64_t now_ns);
/* The time is now now_ns.  Only a program is disturbed: the boot ROM would hang for ever,
 * and the real ROM is known to work on every chip. */
void uart1_advance(struct uart1 *uart, bool in_program, uint64_t now_ns);
/* The line stays up until INT_ENA or INT_CLR end the interrupt. */
bool uart1_irq(const struct uart1 *uart);

/* Registers by offset from 0x60000f00.  False for registers that only store values. */
bool uart1_load(const struct uart1 *uart, uint32_t offset, uint32_t *value);
bool uart1_store(struct uart1 *uart, uint32_t offset, uint32_t value);

#endif
