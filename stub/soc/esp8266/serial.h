/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0 with a receive ring filled by interrupt; the rest of it is in stub/chip.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP8266_SERIAL_H
#define STUB_SOC_ESP8266_SERIAL_H

/* Makes the UART and its interrupt ours.  Interrupts are masked before and
 * enabled afterwards. */
void uart_take_over(void);

/* Raises no interrupts any more: whatever is started next has other plans. */
void uart_give_back(void);

#endif
