/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers the serial requests of an RFC 2217 client.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Clients wait for an answer to each request, in the order of the requests.  gensio only
 * passes the requests on, so each event must end in exactly one reply.  A value of 0 asks
 * for the present value.
 *
 * In one TCP segment, gensio handles telnet commands before data.  So if a host sends bytes
 * and at once, without waiting, changes a line or the rate, this port sees the change first
 * and the bytes second.
 */
#include "sim/line/hostport_rfc2217.h"

#include <gensio/sergensio.h>
#include <string.h>

/* The port's answer to RFC 2217's SIGNATURE. */
static const char signature[] = "esp-sim";

void rfc2217_reset(struct rfc2217_settings *settings, struct hostport *port)
{
    settings->datasize = 8;
    settings->parity = SERGENSIO_PARITY_NONE;
    settings->stopbits = 1;
    settings->flow = SERGENSIO_FLOWCONTROL_NONE;
    settings->inflow = SERGENSIO_FLOWCONTROL_NONE;
    settings->break_state = SERGENSIO_BREAK_OFF;
    settings->modem_told = false;
    port->baud = 115200;
}

static unsigned set_or_get(unsigned *setting, unsigned value)
{
    if (value)
        *setting = value;
    return *setting;
}

static unsigned set_or_get_baud(struct hostport *port, unsigned value)
{
    if (value)
        port->baud = value;
    return port->baud;
}

static unsigned set_or_get_dtr(struct hostport *port, unsigned value)
{
    if (value)
        hostport_tell_lines(port, value == SERGENSIO_DTR_ON, port->rts);
    return port->dtr ? SERGENSIO_DTR_ON : SERGENSIO_DTR_OFF;
}

static unsigned set_or_get_rts(struct hostport *port, unsigned value)
{
    if (value)
        hostport_tell_lines(port, port->dtr, value == SERGENSIO_RTS_ON);
    return port->rts ? SERGENSIO_RTS_ON : SERGENSIO_RTS_OFF;
}

/* The board takes bytes from the host at once, so only bytes to the client can wait
 * here. */
static int flush(struct hostport *port, struct sergensio *serial, unsigned what)
{
    if (what == SERGENSIO_FLUSH_RCV_BUFFER || what == SERGENSIO_FLUSH_RCV_XMIT_BUFFERS)
        hostport_discard(port);
    return sergensio_flush(serial, what); /* pyserial waits for the echo */
}

/* A NodeMCU's bridge has CTS, DSR, CD and RI not connected: all are off. */
static int tell_modem_state(struct rfc2217_settings *settings, struct sergensio *serial)
{
    settings->modem_told = true;
    return sergensio_modemstate(serial, 0);
}

int rfc2217_event(struct rfc2217_settings *settings, struct hostport *port, struct gensio *client,
                  int event, const unsigned char *buf)
{
    struct sergensio *serial = gensio_to_sergensio(client);
    unsigned value = 0;

    if (!serial || port->unplugged)
        return GE_NOTSUP;
    if (buf && event != GENSIO_EVENT_SER_SIGNATURE)
        memcpy(&value, buf, sizeof(value)); /* sergensio.h says it is an int */

    /* gensio asks for the state at the client's WILL COM-PORT-OPTION.  pyserial does not
     * send that when the DO from here comes early. */
    if (event != GENSIO_EVENT_SER_MODEMSTATE && !settings->modem_told)
        tell_modem_state(settings, serial);

    switch (event) {
    case GENSIO_EVENT_SER_BAUD:
        return sergensio_baud(serial, set_or_get_baud(port, value), NULL, NULL);
    case GENSIO_EVENT_SER_DTR:
        return sergensio_dtr(serial, set_or_get_dtr(port, value), NULL, NULL);
    case GENSIO_EVENT_SER_RTS:
        return sergensio_rts(serial, set_or_get_rts(port, value), NULL, NULL);
    case GENSIO_EVENT_SER_DATASIZE:
        return sergensio_datasize(serial, set_or_get(&settings->datasize, value), NULL, NULL);
    case GENSIO_EVENT_SER_PARITY:
        return sergensio_parity(serial, set_or_get(&settings->parity, value), NULL, NULL);
    case GENSIO_EVENT_SER_STOPBITS:
        return sergensio_stopbits(serial, set_or_get(&settings->stopbits, value), NULL, NULL);
    case GENSIO_EVENT_SER_FLOWCONTROL:
        return sergensio_flowcontrol(serial, set_or_get(&settings->flow, value), NULL, NULL);
    case GENSIO_EVENT_SER_IFLOWCONTROL:
        return sergensio_iflowcontrol(serial, set_or_get(&settings->inflow, value), NULL, NULL);
    case GENSIO_EVENT_SER_SBREAK:
        return sergensio_sbreak(serial, set_or_get(&settings->break_state, value), NULL, NULL);
    case GENSIO_EVENT_SER_SIGNATURE:
        return sergensio_signature(serial, signature, sizeof(signature) - 1, NULL, NULL);
    case GENSIO_EVENT_SER_FLUSH:
        return flush(port, serial, value);
    case GENSIO_EVENT_SER_MODEMSTATE: /* a mask of what to report */
        return tell_modem_state(settings, serial);
    case GENSIO_EVENT_SER_LINESTATE: /* also a mask; line errors are not simulated */
        return sergensio_linestate(serial, 0);
    default:
        return GE_NOTSUP;
    }
}
