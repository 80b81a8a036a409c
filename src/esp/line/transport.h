/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to and from a board, and its two control lines: one interface over
 * libserialport (serial devices), libtelnet (RFC 2217) and gensio (everything else).
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_TRANSPORT_H
#define ESP_LINE_TRANSPORT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct esp_transport;

/* What a back-end provides.  Each returns a count or 0, or a negative
 * enum esp_err with detail in t->fault. */
struct esp_transport_ops {
    /* Up to size bytes, as soon as there is one; 0 when timeout_ms passed. */
    int (*read)(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms);
    /* All size bytes handed to the system, or ESP_ERR_TIMEOUT. */
    int (*write)(struct esp_transport *t, const uint8_t *buf, size_t size, int timeout_ms);
    int (*set_baud)(struct esp_transport *t, uint32_t baud);
    /* true asserts the line, which pulls it low: DTR drives GPIO0, RTS drives
     * EN (crossed by two transistors on most boards).  ESP_ERR_UNSUPPORTED
     * where the port has no such lines. */
    int (*set_lines)(struct esp_transport *t, bool dtr, bool rts);
    /* Forgets what has arrived here and not been read.  Over a network that is less
     * than what the board has sent: the rest comes later, and the frames tell it apart. */
    int (*discard_input)(struct esp_transport *t);
    /* Lets timeout_ms pass from when the lines have changed; what arrives meanwhile is
     * kept. */
    int (*idle)(struct esp_transport *t, int timeout_ms);
    void (*close)(struct esp_transport *t);
};

/* A back-end embeds this as its first member. */
struct esp_transport {
    const struct esp_transport_ops *ops;
    struct esp_fault *fault; /* where detail goes; never NULL */
    const volatile sig_atomic_t *cancel; /* non-zero stops a wait with
                                          * ESP_ERR_CANCELLED; may be NULL */
    bool has_lines;  /* set_lines is believed to work */
    bool lines_unsure; /* has_lines, but the far end never confirmed a change:
                        * a pty behind ser2net, say */
    bool dtr, rts;   /* as last set; a port opens with both asserted */
    bool has_baud;   /* set_baud is believed to work */
    bool classic_reset; /* the far end wants DTR and RTS changed one at a time: the
                         * classic reset sequence suits it, the tight one does not */
    bool remote;     /* behind a network: round trips cost */
    int round_trip_ms; /* about so much, where remote: measured, or a guess */
    const char *handicap; /* why a board may not be found here that is there: a clause
                           * for a message, a constant; NULL where nothing is known */
    uint32_t baud;   /* current rate */
    int lock_fd;     /* portlock.h; -1 when there is none */
};

/* Opens NAME at baud:
 *   /dev/ttyUSB0, or a symbolic link to it          libserialport
 *   rfc2217://HOST:PORT[?OPTION[&OPTION]...]        RFC 2217 by libtelnet, over
 *                                                   gensio's TCP (transport_rfc2217.h)
 *   socket://HOST:PORT                              gensio, plain TCP
 *   gensio:STRING                                   any gensio
 *   /dev/pts/3, a link to one, any other tty        gensio, serialdev
 * Serial devices are locked against other users.  Errors: ESP_ERR_NO_PORT,
 * _BUSY, _PERM (detail names the group that owns the device), _NOT_SERIAL,
 * _LINE (connection refused), _NOMEM.
 *
 * gensio has one event loop a process: ports that it serves must be used by
 * one thread.  Who wants several boards at a time forks before opening. */
int esp_transport_open(struct esp_transport **out, const char *name, uint32_t baud,
                       const volatile sig_atomic_t *cancel, struct esp_fault *fault);
void esp_transport_close(struct esp_transport *t); /* NULL is fine */

static inline int esp_transport_read(struct esp_transport *t, uint8_t *buf, size_t size,
                                     int timeout_ms)
{
    return t->ops->read(t, buf, size, timeout_ms);
}

static inline int esp_transport_write(struct esp_transport *t, const uint8_t *buf,
                                      size_t size, int timeout_ms)
{
    return t->ops->write(t, buf, size, timeout_ms);
}

/* How long so many bytes take on the line, in milliseconds; 0 where it has no rate. */
static inline uint64_t esp_transport_wire_ms(const struct esp_transport *t, uint64_t bytes)
{
    return t->baud ? bytes * 10000 / t->baud : 0;
}

/* How long to wait for an answer that takes local_ms on a wire: behind a network
 * remote_ms at least, and longer where round trips take long. */
static inline int esp_transport_patience_ms(const struct esp_transport *t, int local_ms,
                                            int remote_ms)
{
    int slow_ms = local_ms + 2 * t->round_trip_ms;

    if (!t->remote)
        return local_ms;
    return slow_ms > remote_ms ? slow_ms : remote_ms;
}

int esp_transport_set_baud(struct esp_transport *t, uint32_t baud);
int esp_transport_set_lines(struct esp_transport *t, bool dtr, bool rts);
int esp_transport_discard_input(struct esp_transport *t);

/* Lets timeout_ms pass, unless cancelled.  What arrives meanwhile can be read
 * afterwards. */
int esp_transport_idle(struct esp_transport *t, int timeout_ms);

#endif
