/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the stub built for the host, and its answers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_TALK_H
#define UNIT_STUB_STUB_TALK_H

#include "unit/stub/stub_fake_chip.h"

enum { FIRST_DIVISOR = 451 }; /* of the UART's clock, when the chip starts */

/* The last answer that take() or a request got. */
extern struct answer heard;

/* Makes a new chip with some contents in its flash, and a stub that has just started. */
void restart(void);

/* Lets the stub take the bytes of chip.input.  chip.output then holds what the stub
 * sends. */
void run(void);

/* Sends a request with the given check word or the right one, lets the stub carry it out,
 * and takes its first answer into heard. */
void send(uint8_t op, const void *data, size_t size, uint32_t check);
void ask(uint8_t op, const void *data, size_t size);

/* Takes the next answer, if there is one. */
bool take(void);

/* True if the answer is for op with this value, and with this failure (0: no failure). */
bool answered(uint8_t op, uint32_t value, uint8_t detail);

#endif
