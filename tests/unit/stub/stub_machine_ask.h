/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of a test to a virtual chip with the stub, and checks of the chip's state.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_MACHINE_ASK_H
#define UNIT_STUB_STUB_MACHINE_ASK_H

#include "unit/stub/stub_machine.h"

extern struct machine machine; /* the test's machine */

enum { REG_UART_INT_ENA = 0x6000000c }; /* of the ESP8266 */

/* A word of the chip's memory or registers. */
uint32_t peek(uint32_t address);
void poke(uint32_t address, uint32_t value);

/* True if this is the last answer.  detail: the detail of a refusal, or 0. */
bool answered(uint8_t op, uint32_t value, uint8_t detail);

/* Asks for STUB_INFO.  True if it is answered.  *lost: how many bytes the stub lost. */
bool info(uint32_t *lost);

/* True if the last answer is this region, with the right contents. */
bool region_right(uint32_t address, uint32_t length, uint32_t tag);
/* The same, but asks for the region first. */
bool read_region(uint32_t address, uint32_t length, uint32_t tag);

#endif
