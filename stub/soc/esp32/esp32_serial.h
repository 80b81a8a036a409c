/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0 with a receive ring that the interrupt fills.  Its other functions are in
 * stub/chip.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP32_ESP32_SERIAL_H
#define STUB_SOC_ESP32_ESP32_SERIAL_H

#include <stdint.h>

/* Takes over the UART and its interrupt.  Interrupts are masked before the call and enabled
 * after it. */
void uart_take_over(void);

/* Disables the interrupts. */
void uart_give_back(void);

/* interrupt.S calls this function. */
void uart_on_interrupt(void) __attribute__((used, externally_visible));

/* interrupt.S: the CPU goes to these for an interrupt of level 3, and for everything else
 * that it has a vector for. */
extern const uint32_t interrupt_uart[], interrupt_other[];

#endif
