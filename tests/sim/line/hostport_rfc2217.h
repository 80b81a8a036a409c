/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers the serial requests of an RFC 2217 client: for hostport*.c only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_LINE_HOSTPORT_RFC2217_H
#define SIM_LINE_HOSTPORT_RFC2217_H

#include "sim/line/hostport_kind.h"

#include <gensio/gensio.h>

/* Settings that a client may set and ask for, although the simulator does not need them.
 * The numbers are those of <gensio/sergensio.h> and of RFC 2217. */
struct rfc2217_settings {
    unsigned datasize, parity, stopbits, flow, inflow, break_state;
    bool modem_told; /* the modem state has been reported at least once */
};

/* A client has connected: the settings become those of a port just opened. */
void rfc2217_reset(struct rfc2217_settings *settings, struct hostport *port);

/* Handles a GENSIO_EVENT_SER_... of the client.  Returns 0 or a gensio error. */
int rfc2217_event(struct rfc2217_settings *settings, struct hostport *port, struct gensio *client,
                  int event, const unsigned char *value);

#endif
