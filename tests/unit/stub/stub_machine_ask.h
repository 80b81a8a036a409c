/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a test asks of the virtual ESP8266 with the stub, and looks at in it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_MACHINE_ASK_H
#define UNIT_STUB_STUB_MACHINE_ASK_H

#include "unit/stub/stub_machine.h"

extern struct machine machine; /* the one of the test */

enum { REG_UART_INT_ENA = 0x6000000c };

/* A word of the chip's memory or registers. */
uint32_t peek(uint32_t address);
void poke(uint32_t address, uint32_t value);

/* Is that the answer in hand?  detail is that of a refusal, or 0. */
bool answered(uint8_t op, uint32_t value, uint8_t detail);

/* Asks for STUB_INFO: is it answered, and how many bytes did the stub lose? */
bool info(uint32_t *lost);

/* Is the answer in hand that region, rightly? */
bool region_right(uint32_t address, uint32_t length, uint32_t tag);
/* Asks for it, too. */
bool read_region(uint32_t address, uint32_t length, uint32_t tag);

#endif
