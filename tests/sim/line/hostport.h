/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's end of the virtual board's serial line: a pty, an RFC 2217
 * server or a plain TCP server.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * For one thread only.  All waiting happens in hostport_poll().  If a process forks after
 * hostport_open(), only one of the two processes may use the port.
 */
#ifndef SIM_LINE_HOSTPORT_H
#define SIM_LINE_HOSTPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hostport;

/* These functions are called from hostport_poll() only.  They may call every hostport
 * function except hostport_poll() and hostport_close().  Any of them may be NULL. */
struct hostport_events {
    /* Bytes from the host.  baud is the host's rate when the bytes were read, or 0 if this
     * kind of port has no rate.  The function must take all bytes. */
    void (*data)(void *ctx, const uint8_t *bytes, size_t count, uint32_t baud);
    /* The host changed DTR or RTS (true = asserted = pin low).  Like a real port, an RFC
     * 2217 port asserts both lines when it is opened, and releases both when it is
     * closed. */
    void (*lines)(void *ctx, bool dtr, bool rts);
    /* The host opened or closed the port. */
    void (*connected)(void *ctx, bool connected);
    void *ctx;
};

/* SPEC is
 *   pty               a new pty; hostport_name() tells its name
 *   pty:LINK          the same, and a symbolic link LINK to the pty, removed at close;
 *                     an old link that dangles or leads to a pty is replaced
 *   usb-jtag:LINK     like pty:LINK, but the host's rate has no meaning, and the pty goes away
 *                     and comes back when the owner says so
 *   rfc2217[:PORT]    telnet with RFC 2217 on 127.0.0.1 (PORT 0 or missing: any free port)
 *   tcp[:PORT]        plain TCP on 127.0.0.1
 * Only one client at a time: the port closes a second connection at once.  A pty may be
 * open many times, like any tty.
 * The two TCP kinds ignore SIGPIPE for the whole program unless the program handles it.
 * Returns NULL and puts a message into error (256 bytes) on failure. */
struct hostport *hostport_open(const char *spec, const struct hostport_events *events, char *error);

/* The same behind a network, in which everything arrives delay_ms later, in both directions.
 * A pty has no network. */
struct hostport *hostport_open_far(const char *spec, unsigned delay_ms,
                                   const struct hostport_events *events, char *error);
void hostport_close(struct hostport *port); /* port may be NULL */

/* The name that a client opens: "/dev/pts/3", the LINK, "rfc2217://127.0.0.1:4711",
 * "socket://127.0.0.1:4711". */
const char *hostport_name(const struct hostport *port);

/* Waits up to timeout_ns for events, and calls the functions for them.  Returns early after
 * any event, and on a signal. */
void hostport_poll(struct hostport *port, uint64_t timeout_ns);

/* Takes as many bytes as the port has room for, and returns their number; never waits.
 * Each call is a write to the host, so a call with several bytes is better than one for
 * each byte.  If there is no client, or the cable is pulled, the port takes all bytes and
 * loses them. */
size_t hostport_send(struct hostport *port, const uint8_t *bytes, size_t count);

/* The host's current rate; 0 if unknown.  For a pty, the rate at the last poll. */
uint32_t hostport_baud(const struct hostport *port);

/* Pulls the cable: a pty hangs up, a TCP connection is closed, and the port serves no more
 * clients.  There are no more events. */
void hostport_unplug(struct hostport *port);

/* A port of kind usb-jtag loses its pty and its link; other ports do nothing.  It gets another
 * pty, and LINK leads to that one.  What is sent meanwhile is lost. */
void hostport_go_away(struct hostport *port);
void hostport_come_back(struct hostport *port);

#endif
