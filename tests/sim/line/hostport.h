/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's end of the virtual board's serial line: a pty, an RFC 2217
 * server or a plain TCP server.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * One thread only. All waiting is done in hostport_poll(). A process that forks
 * after hostport_open() may use the port in one of the two only.
 */
#ifndef SIM_LINE_HOSTPORT_H
#define SIM_LINE_HOSTPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hostport;

/* Called from hostport_poll() only. They may call every hostport function but
 * hostport_poll() and hostport_close(). Any of them may be NULL. */
struct hostport_events {
    /* Bytes from the host; baud is the host's rate when they were read, 0 when
     * the kind of port has none. All of them are taken. */
    void (*data)(void *ctx, const uint8_t *bytes, size_t count, uint32_t baud);
    /* DTR and RTS as the host asserted them (true = asserted = pin low), when
     * one of them changed. As a real port does, an RFC 2217 one asserts both
     * when it is opened and drops both when it is closed. */
    void (*lines)(void *ctx, bool dtr, bool rts);
    /* The host opened or closed the port. */
    void (*connected)(void *ctx, bool connected);
    void *ctx;
};

/* SPEC is
 *   pty               a new pty; its name is hostport_name()
 *   pty:LINK          the same, and a symbolic link LINK to it, removed at close;
 *                     an existing link that dangles or leads to a pty is replaced
 *   rfc2217[:PORT]    telnet with RFC 2217 on 127.0.0.1 (PORT 0 or none: any free)
 *   tcp[:PORT]        plain TCP on 127.0.0.1
 * One client at a time: a second one is shut out at once (not on a pty, which
 * may be open many times, like any tty).
 * The two TCP kinds set SIGPIPE to be ignored unless the program handles it.
 * Returns NULL and a message in error (256 bytes) on failure. */
struct hostport *hostport_open(const char *spec, const struct hostport_events *events, char *error);
void hostport_close(struct hostport *port); /* NULL is fine */

/* What a client opens: "/dev/pts/3", the LINK, "rfc2217://127.0.0.1:4711",
 * "socket://127.0.0.1:4711". */
const char *hostport_name(const struct hostport *port);

/* Waits up to timeout_ns for something to happen and calls the events. Returns
 * early after any event, and on a signal. */
void hostport_poll(struct hostport *port, uint64_t timeout_ns);

/* Takes as many bytes as fit for delivery and returns how many; never waits.
 * Each call is a write to the host at once: better a few bytes than one. With
 * nobody at the other end (no client, or unplugged) all are taken and lost. */
size_t hostport_send(struct hostport *port, const uint8_t *bytes, size_t count);

/* The host's current rate, 0 when unknown; for a pty as of the last poll. */
uint32_t hostport_baud(const struct hostport *port);

/* The cable is pulled: a pty hangs up, a TCP connection is closed, and no
 * client is served any more. No further events come. */
void hostport_unplug(struct hostport *port);

#endif
