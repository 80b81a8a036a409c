/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal that several processes of these programs share: only one of them draws a bar.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_TERMINAL_SCREEN_H
#define CLI_TERMINAL_SCREEN_H

#include <stdbool.h>

/* Takes the terminal of standard error for a bar, until screen_release() or the end of the
 * program.  False if another process draws a bar there. */
bool screen_claim(void);
void screen_release(void);

/* True if another process draws a bar on the terminal of standard error.  A message must then
 * erase the line first; the bar is drawn again below the message. */
bool screen_has_other_bar(void);

/* True under `make -j`, which runs several programs at the same time. */
bool screen_under_parallel_make(void);

#endif
