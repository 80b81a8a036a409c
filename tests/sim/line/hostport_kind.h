/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the kinds of host port share: for hostport*.c only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_LINE_HOSTPORT_KIND_H
#define SIM_LINE_HOSTPORT_KIND_H

#include "sim/line/hostport.h"

#define HOSTPORT_ERROR_SIZE 256
#define HOSTPORT_OUT_SIZE 65536

struct hostport_kind {
    void (*close)(struct hostport *port); /* also frees the port */
    void (*poll)(struct hostport *port, uint64_t timeout_ns);
    /* True if there is a client, as far as can be known now. */
    bool (*present)(struct hostport *port);
    /* Passes bytes on without waiting and returns how many were taken. */
    size_t (*write)(struct hostport *port, const uint8_t *bytes, size_t count);
    /* Bytes wait in port->out: call hostport_flush() when the client can take more. */
    void (*want_write)(struct hostport *port);
    void (*unplug)(struct hostport *port);
    /* For ports that hostport_go_away() knows; otherwise NULL. */
    void (*go_away)(struct hostport *port);
    void (*come_back)(struct hostport *port);
};

/* The first member of each kind's own structure. */
struct hostport {
    const struct hostport_kind *kind;
    struct hostport_events events;
    char name[512];
    uint32_t baud;
    uint32_t fixed_baud; /* the port takes no rate from the host, and has this one; or 0 */
    bool connected; /* the state last told to the owner */
    bool dtr, rts;  /* the states last told to the owner */
    bool unplugged;
    struct {
        uint8_t bytes[HOSTPORT_OUT_SIZE]; /* a ring buffer */
        size_t start, count;
    } out;
};

/* These tell the owner, unless the cable is pulled. */
void hostport_tell_data(struct hostport *port, const uint8_t *bytes, size_t count);
void hostport_tell_lines(struct hostport *port, bool dtr, bool rts);
void hostport_tell_connected(struct hostport *port, bool connected);

/* Writes as many of the bytes in port->out as the client takes. */
void hostport_flush(struct hostport *port);
void hostport_discard(struct hostport *port); /* throws the bytes in port->out away */

struct hostport *hostport_pty_open(const char *link, char *error); /* link may be NULL */
struct hostport *hostport_usb_open(const char *link, char *error);
struct hostport *hostport_gensio_open(bool rfc2217, unsigned tcp_port, unsigned delay_ms,
                                      char *error);

/* The output rate of the tty with this file descriptor; 0 on failure. */
uint32_t hostport_tty_baud(int fd);

#endif
