/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of every program: checks standard output, and dies of a caught signal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_CLOSEOUT_H
#define CLI_CLOSEOUT_H

#include <stdbool.h>

/* True if writing to standard output has failed, so that a program can stop useless work.
 * Call it right after printing, because it keeps errno for closeout(). */
bool closeout_stdout_failed(void);

/* Writes what was printed so far to standard output.  A failure is kept for closeout(). */
void closeout_flush_stdout(void);

/* Closes standard output.  If writing failed (--help >/dev/full), prints a message and
 * changes a status of 0 or 1 to 2.  Does not return if a signal was caught.  Use it as
 * `return closeout(status);` in main. */
int closeout(int status);

#endif
