/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0 with a receive ring that the interrupt fills.  Its other functions are in
 * stub/chip.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP8266_SERIAL_H
#define STUB_SOC_ESP8266_SERIAL_H

/* Takes over the UART and its interrupt.  Interrupts are masked before the call and enabled
 * after it. */
void uart_take_over(void);

/* Disables the interrupts, because the next program has its own handlers. */
void uart_give_back(void);

#endif
