/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network between the host and the virtual board's TCP port: everything arrives later.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * This is a relay on 127.0.0.1.  Each byte, telnet commands included, and the end of a
 * connection arrive a fixed time after they were sent, in both directions.  The network has
 * room for all bytes that come meanwhile, so the delay costs no bandwidth.
 */
#ifndef SIM_LINE_NETDELAY_H
#define SIM_LINE_NETDELAY_H

#include <stdint.h>

struct netdelay;

/* Listens on tcp_port (0: any free port), and connects each client with board_port.  Returns
 * NULL, with errno set, on failure. */
struct netdelay *netdelay_open(unsigned tcp_port, unsigned board_port, unsigned delay_ms);
void netdelay_close(struct netdelay *net); /* net may be NULL */

unsigned netdelay_port(const struct netdelay *net);

/* Takes what has come, and passes on what is due.  Never waits; to be called at least every
 * few milliseconds. */
void netdelay_poll(struct netdelay *net);

#endif
