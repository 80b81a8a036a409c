/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTR and RTS for a board on a pty.  A pty has no such lines, so ttylines.so in the client
 * sends them: datagrams of two bytes on a Unix socket.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_LINE_LINESOCKET_H
#define SIM_LINE_LINESOCKET_H

#include <stdbool.h>

/* Binds a new socket at path.  Returns a descriptor, or -1 and sets errno. */
int linesocket_open(const char *path);
void linesocket_close(int fd, const char *path); /* fd may be -1 */

/* Takes the next change that has arrived, without waiting.  True if there was a change. */
bool linesocket_next(int fd, bool *dtr, bool *rts);

#endif
