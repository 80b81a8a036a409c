/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the stub that was built for the host, and its answers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_TALK_H
#define UNIT_STUB_STUB_TALK_H

#include "unit/stub/stub_fake_chip.h"

enum { FIRST_DIVISOR = 451 }; /* of the UART's clock, as the chip starts */

/* What take() or a request got last. */
extern struct answer heard;

/* A new chip, with something in its flash, and a stub that has just started. */
void restart(void);

/* Has the stub take what chip.input has; chip.output is what it says then. */
void run(void);

/* Sends a request, with that check word or the right one, has the stub carry it out
 * and takes its first heard. */
void send(uint8_t op, const void *data, size_t size, uint32_t check);
void ask(uint8_t op, const void *data, size_t size);

/* The next answer, if there is one. */
bool take(void);

/* Is the answer one to op with that value, and with that failure or, for 0, none? */
bool answered(uint8_t op, uint32_t value, uint8_t detail);

#endif
