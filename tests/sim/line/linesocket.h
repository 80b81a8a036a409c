/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTR and RTS for a board on a pty, which has none: as datagrams of two bytes on
 * a Unix socket, sent by ttylines.so in the client.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_LINE_LINESOCKET_H
#define SIM_LINE_LINESOCKET_H

#include <stdbool.h>

/* Binds PATH (created anew).  Returns a descriptor, or -1 with errno set. */
int linesocket_open(const char *path);
void linesocket_close(int fd, const char *path); /* fd -1 is fine */

/* The next change that has arrived, without waiting: true if there was one. */
bool linesocket_next(int fd, bool *dtr, bool *rts);

#endif
