/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals: caught as a flag, and died of once everything is in order.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * SIGINT, SIGTERM and SIGHUP only set a flag that the work looks at (it is
 * esp_session_options.cancel).  The program then cleans up, leaves the board in
 * order and dies of the same signal, so that its shell sees why.
 * SIGPIPE is ignored meanwhile: a write to a pipe without a reader fails with
 * EPIPE, which is handled like the others and becomes SIGPIPE at the end.
 */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

void signals_init(void);

/* Non-zero once a signal asked us to stop. */
const volatile sig_atomic_t *signals_flag(void);

/* Number of that signal, or 0. */
int signals_caught(void);

/* A write failed with EPIPE.  True: the program is to die of SIGPIPE, quietly.
 * False: whoever started it ignores SIGPIPE, so that it is an error like any
 * other, to be told. */
bool signals_pipe_broke(void);

/* Dies of the signal that was caught; returns when none was. */
void signals_die(void);

#endif
