/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's end of the virtual board's serial line: the part common to all kinds of port.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/line/hostport.h"

#include "sim/line/hostport_kind.h"

#include <stdio.h>
#include <string.h>

/* "" or ":NUMBER" */
static bool parse_port(const char *text, unsigned *tcp_port)
{
    unsigned value = 0;

    *tcp_port = 0;
    if (!*text)
        return true;
    if (*text++ != ':' || !*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        value = value * 10 + (unsigned)(*text - '0');
        if (value > UINT16_MAX)
            return false;
    }
    *tcp_port = value;
    return true;
}

static bool skip_prefix(const char **text, const char *prefix)
{
    size_t length = strlen(prefix);

    if (strncmp(*text, prefix, length) != 0)
        return false;
    *text += length;
    return true;
}

static struct hostport *open_spec(const char *spec, unsigned delay_ms, char *error)
{
    const char *rest = spec;
    unsigned tcp_port;

    bool local = strncmp(spec, "pty", strlen("pty")) == 0 ||
                 strncmp(spec, "usb-jtag", strlen("usb-jtag")) == 0;

    if (delay_ms && local) {
        snprintf(error, HOSTPORT_ERROR_SIZE, "%.100s: a pty has no network with a delay", spec);
        return NULL;
    }
    if (strcmp(spec, "pty") == 0)
        return hostport_pty_open(NULL, error);
    if (skip_prefix(&rest, "pty:") && *rest)
        return hostport_pty_open(rest, error);
    if (skip_prefix(&rest, "rfc2217") && parse_port(rest, &tcp_port))
        return hostport_gensio_open(true, tcp_port, delay_ms, error);
    rest = spec;
    if (skip_prefix(&rest, "usb-jtag:") && *rest)
        return hostport_usb_open(rest, error);
    rest = spec;
    if (skip_prefix(&rest, "tcp") && parse_port(rest, &tcp_port))
        return hostport_gensio_open(false, tcp_port, delay_ms, error);
    snprintf(error, HOSTPORT_ERROR_SIZE,
             "%.100s: not a port; use pty, pty:LINK, usb-jtag:LINK, rfc2217[:PORT] or tcp[:PORT]", spec);
    return NULL;
}

struct hostport *hostport_open_far(const char *spec, unsigned delay_ms,
                                   const struct hostport_events *events, char *error)
{
    struct hostport *port = open_spec(spec, delay_ms, error);

    if (port)
        port->events = *events;
    return port;
}

struct hostport *hostport_open(const char *spec, const struct hostport_events *events, char *error)
{
    return hostport_open_far(spec, 0, events, error);
}

void hostport_close(struct hostport *port)
{
    if (port)
        port->kind->close(port);
}

const char *hostport_name(const struct hostport *port)
{
    return port->name;
}

void hostport_poll(struct hostport *port, uint64_t timeout_ns)
{
    port->kind->poll(port, timeout_ns);
}

uint32_t hostport_baud(const struct hostport *port)
{
    return port->baud;
}

void hostport_unplug(struct hostport *port)
{
    if (port->unplugged)
        return;
    port->unplugged = true;
    hostport_discard(port);
    port->kind->unplug(port);
}

void hostport_go_away(struct hostport *port)
{
    if (port->unplugged || !port->kind->go_away)
        return;
    hostport_discard(port);
    port->kind->go_away(port);
}

void hostport_come_back(struct hostport *port)
{
    if (!port->unplugged && port->kind->come_back)
        port->kind->come_back(port);
}

static size_t queue(struct hostport *port, const uint8_t *bytes, size_t count)
{
    size_t room = sizeof(port->out.bytes) - port->out.count;
    size_t end = (port->out.start + port->out.count) % sizeof(port->out.bytes);
    size_t first = sizeof(port->out.bytes) - end;

    if (count > room)
        count = room;
    if (first > count)
        first = count;
    memcpy(port->out.bytes + end, bytes, first);
    memcpy(port->out.bytes, bytes + first, count - first);
    port->out.count += count;
    return count;
}

void hostport_discard(struct hostport *port)
{
    port->out.start = port->out.count = 0;
}

void hostport_flush(struct hostport *port)
{
    size_t run, written = 0;

    do {
        port->out.start = (port->out.start + written) % sizeof(port->out.bytes);
        port->out.count -= written;
        run = sizeof(port->out.bytes) - port->out.start;
        if (run > port->out.count)
            run = port->out.count;
        if (!run)
            return;
        written = port->kind->write(port, port->out.bytes + port->out.start, run);
    } while (written);
}

size_t hostport_send(struct hostport *port, const uint8_t *bytes, size_t count)
{
    size_t taken = 0;

    if (port->unplugged || !port->kind->present(port))
        return count;
    hostport_flush(port);
    if (!port->out.count)
        taken = port->kind->write(port, bytes, count);
    taken += queue(port, bytes + taken, count - taken);
    if (port->out.count)
        port->kind->want_write(port);
    return taken;
}

void hostport_tell_data(struct hostport *port, const uint8_t *bytes, size_t count)
{
    if (!port->unplugged && port->events.data)
        port->events.data(port->events.ctx, bytes, count, port->baud);
}

void hostport_tell_lines(struct hostport *port, bool dtr, bool rts)
{
    if (port->unplugged || (port->dtr == dtr && port->rts == rts))
        return;
    port->dtr = dtr;
    port->rts = rts;
    if (port->events.lines)
        port->events.lines(port->events.ctx, dtr, rts);
}

void hostport_tell_connected(struct hostport *port, bool connected)
{
    if (port->unplugged || port->connected == connected)
        return;
    port->connected = connected;
    if (port->events.connected)
        port->events.connected(port->events.ctx, connected);
}
