/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line rate: changes on request, and goes back to the home rate when
 * nobody is heard at the new one.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_RATE_H
#define STUB_RATE_H

#include <stdbool.h>
#include <stdint.h>

/* Remembers the current rate as home. */
void rate_init(void);
uint32_t rate_home(void); /* its divisor */

/* The divisor for baud, given that the line runs at old_baud now; 0 when the
 * UART cannot do that or old_baud makes no sense.  Relative to the old rate,
 * so that nobody needs to know the crystal. */
uint32_t rate_divisor(uint32_t baud, uint32_t old_baud);

/* Waits until everything is sent, then switches, on trial where that is not home. */
void rate_switch(uint32_t divisor, uint32_t home);

/* A valid request came: the rate works, the trial is over. */
void rate_proven(void);

/* The host was busy with us until now: its time to be silent starts anew. */
void rate_heard(void);

/* True when the line went home just now. */
bool rate_poll(void);

#endif
