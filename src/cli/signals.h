/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals: a caught signal sets a flag, and the program dies of it after cleaning up.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * SIGINT, SIGTERM and SIGHUP only set a flag, which the work checks
 * (esp_session_options.cancel).  The program then cleans up, leaves the board in order, and
 * dies of the same signal, so that the shell sees the reason.
 * SIGPIPE is ignored: a write to a pipe without a reader fails with EPIPE.  The program
 * cleans up in the same way and dies of SIGPIPE at the end.
 */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

void signals_init(void);

/* The flag: not 0 after a signal. */
const volatile sig_atomic_t *signals_flag(void);

/* The number of the caught signal, or 0. */
int signals_caught(void);

/* Call this function after a write failed with EPIPE.  True: the program will die of
 * SIGPIPE and prints no message.  False: the program was started with SIGPIPE ignored, so
 * EPIPE is an error like any other and needs a message. */
bool signals_pipe_broke(void);

/* Dies of the caught signal; returns if no signal was caught. */
void signals_die(void);

#endif
