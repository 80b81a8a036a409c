/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of every program: standard output checked, a caught signal died of.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_CLOSEOUT_H
#define CLI_CLOSEOUT_H

#include <stdbool.h>

/* Whether writing to standard output has failed, for work that is not worth
 * going on with then.  To be asked right after printing: errno is kept for
 * closeout(). */
bool closeout_stdout_failed(void);

/* Closes standard output.  What could not be written there (--help >/dev/full)
 * is told and makes a status of 0 or 1 into 2.  Does not return after a signal.
 * Use as `return closeout(status);` in main. */
int closeout(int status);

#endif
