/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0 with a receive ring that the interrupt fills.  Its other functions are in
 * stub/chip.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_COMMON_UART0_H
#define STUB_SOC_COMMON_UART0_H

#include <stdint.h>

/* The chip's folder has these two.  The first takes over the UART and its interrupt:
 * interrupts are masked before the call and enabled after it.  The second disables the
 * interrupts. */
void uart_take_over(void);
void uart_give_back(void);

/* The UART's interrupt leads to this function. */
void uart_on_interrupt(void) __attribute__((used, externally_visible));

#endif
