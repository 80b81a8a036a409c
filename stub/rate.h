/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line rate.  The stub changes the rate on request, and goes back to the home rate if
 * no valid request comes at the new rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_RATE_H
#define STUB_RATE_H

#include <stdbool.h>
#include <stdint.h>

/* Remembers the current rate as the home rate. */
void rate_init(void);
uint32_t rate_home(void); /* the divisor of the home rate */

/* The divisor for baud, if the line now runs at old_baud.  Returns 0 if the UART cannot do
 * that rate or if old_baud makes no sense.  The calculation uses the old rate, so that it
 * does not depend on the crystal. */
uint32_t rate_divisor(uint32_t baud, uint32_t old_baud);

/* Waits until everything is sent, then switches the rate.  Another rate than the home rate
 * is on trial. */
void rate_switch(uint32_t divisor, uint32_t home);

/* The trial ends after this time of silence, and valid requests do not prove the rate: the next
 * rate_switch() ends the trial.  0 or more than ESP_RATE_TRIAL_MAX_MS stands for
 * ESP_RATE_TRIAL_MS. */
void rate_time_trial(uint32_t trial_ms);

/* A valid request came: the rate works, and the trial is over. */
void rate_proven(void);

/* The host was waiting for the stub until now: its time of silence begins again. */
void rate_heard(void);

/* Goes back to the home rate if the host was silent for too long.  True if the rate
 * changed. */
bool rate_poll(void);

#endif
