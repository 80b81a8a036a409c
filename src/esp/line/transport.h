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

/* The functions of a back-end.  Each function returns a count, 0, or a negative
 * enum esp_err with details in t->fault. */
struct esp_transport_ops {
    /* Reads up to size bytes, and returns as soon as there is one; 0 after timeout_ms. */
    int (*read)(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms);
    /* Hands all size bytes to the system, or fails with ESP_ERR_TIMEOUT. */
    int (*write)(struct esp_transport *t, const uint8_t *buf, size_t size, int timeout_ms);
    int (*set_baud)(struct esp_transport *t, uint32_t baud);
    /* true asserts a line, which pulls it low: DTR drives GPIO0, RTS drives EN (crossed by
     * two transistors on most boards).  ESP_ERR_UNSUPPORTED if the port has no such
     * lines. */
    int (*set_lines)(struct esp_transport *t, bool dtr, bool rts);
    /* Discards bytes that have arrived here and were not read.  On a network, more bytes
     * that the board has sent may arrive later; their frames tell them apart. */
    int (*discard_input)(struct esp_transport *t);
    /* Waits timeout_ms after the lines have changed.  Keeps the bytes that arrive
     * meanwhile. */
    int (*idle)(struct esp_transport *t, int timeout_ms);
    void (*close)(struct esp_transport *t);
};

/* A back-end embeds this as its first member. */
struct esp_transport {
    const struct esp_transport_ops *ops;
    struct esp_fault *fault; /* gets details of errors; never NULL */
    const volatile sig_atomic_t *cancel; /* if not 0, a wait stops with
                                          * ESP_ERR_CANCELLED; may be NULL */
    bool has_lines;  /* set_lines probably works */
    bool lines_unsure; /* has_lines is set, but the far end never confirmed a change, for
                        * example a pty behind ser2net */
    bool dtr, rts;   /* as last set; a port opens with both asserted */
    bool has_baud;   /* set_baud probably works */
    bool rates_mean_nothing; /* there is no line with a rate: has_baud is false, and baud is
                              * only a number for limits of time */
    bool vanishes;   /* the port may go away when the chip is reset; then it is waited for */
    unsigned returns; /* how often the port went away and came back; the bytes under way then
                       * are lost */
    int away_ms;     /* how long the port was away the last time */
    char device[64]; /* if vanishes is set: the port's device now, cut off if it is longer */
    bool parting;    /* the next reset is the last: if the port goes away, that is no failure */
    bool core_reset; /* DTR and RTS reset the chip's core only: the chip keeps the mode that its
                      * straps asked for when it was reset as a whole */
    uint16_t block_max; /* bytes in a block of a program that the loader takes; 0: any */
    bool by_rom;     /* a program in the ROM makes the port, so our stubs cannot answer there */
    const char *reset; /* the name of the reset sequences that suit this port best, as
                        * esp_reset_named() takes it; NULL: all may be tried */
    bool remote;     /* the port is behind a network: round trips cost time */
    int round_trip_ms; /* if remote: the longest of the last round trips; see below */
    bool round_trip_guessed; /* it is a guess, or an upper bound of what was measured */
    int round_trip_sure_ms; /* as it was when it was no guess last; 0: never yet */
    const char *handicap; /* a constant, a clause for a message: why a board that is there
                           * may not be found; NULL if no reason is known */
    uint32_t baud;   /* current rate */
    bool hasty;      /* do not wait for the far end to confirm a change of the rate */
    int lock_fd;     /* see portlock.h; -1: no lock */
    /* Gets the bytes that were read, or sent; may be NULL. */
    void (*saw)(void *ctx, bool sent, const uint8_t *data, size_t size);
    void *saw_ctx;
};

/* Opens the port "name" at baud:
 *   /dev/ttyUSB0, or a symbolic link to it          libserialport
 *   rfc2217://HOST:PORT[?OPTION[&OPTION]...]        RFC 2217 by libtelnet, over
 *                                                   gensio's TCP (transport_rfc2217.h)
 *   socket://HOST:PORT                              gensio, plain TCP
 *   gensio:STRING                                   any gensio
 *   /dev/pts/3, a link to one, any other tty        gensio, serialdev
 * A device that is a chip's own USB port, or that has a name in /dev/serial/by-id or by-path,
 * is waited for when it goes away (transport_returning.c).
 * Serial devices are locked against other users.  Errors: ESP_ERR_NO_PORT,
 * _BUSY, _PERM (detail names the group that owns the device), _NOT_SERIAL,
 * _LINE (connection refused), _NOMEM.
 *
 * gensio has one event loop for each process, so only one thread may use gensio's ports.
 * A program that works with several boards at a time forks before it opens the ports. */
int esp_transport_open(struct esp_transport **out, const char *name, uint32_t baud,
                       const volatile sig_atomic_t *cancel, struct esp_fault *fault);
void esp_transport_close(struct esp_transport *t); /* t may be NULL */

static inline int esp_transport_read(struct esp_transport *t, uint8_t *buf, size_t size,
                                     int timeout_ms)
{
    int n = t->ops->read(t, buf, size, timeout_ms);

    if (n > 0 && t->saw)
        t->saw(t->saw_ctx, false, buf, (size_t)n);
    return n;
}

static inline int esp_transport_write(struct esp_transport *t, const uint8_t *buf,
                                      size_t size, int timeout_ms)
{
    if (t->saw)
        t->saw(t->saw_ctx, true, buf, size);
    return t->ops->write(t, buf, size, timeout_ms);
}

/* How long these bytes take on the line, in milliseconds; 0 if the port has no rate. */
static inline uint64_t esp_transport_wire_ms(const struct esp_transport *t, uint64_t bytes)
{
    return t->baud ? bytes * 10000 / t->baud : 0;
}

/* USB has no rate.  The chips' ports send one packet of up to 64 bytes after the other, and a
 * millisecond of USB 1.1 has room for 19 of them.  Nobody has measured how many a chip fills;
 * estimates take it for a third. */
enum { ESP_USB_BYTES_PER_S = 400000 };

/* The rate for estimates of time, and for what depends on how long the line is busy; 0 if it is
 * not known.  Limits of time take the one above. */
static inline uint32_t esp_transport_estimate_baud(const struct esp_transport *t)
{
    return t->rates_mean_nothing ? 10 * ESP_USB_BYTES_PER_S : t->baud;
}

/* About how long these bytes will take; 0 if the rate is not known. */
static inline uint64_t esp_transport_estimate_ms(const struct esp_transport *t, uint64_t bytes)
{
    uint32_t baud = esp_transport_estimate_baud(t);

    return baud ? bytes * 10000 / baud : 0;
}

/* Microseconds that a byte takes on the line; 0 if the rate is not known. */
static inline double esp_transport_byte_us(const struct esp_transport *t)
{
    return t->baud && !t->rates_mean_nothing ? 10e6 / t->baud : 0;
}

/* ---- round trips over a network ---- */

enum {
    ESP_ROUND_TRIP_MAX_MS = 5000, /* longer ones do not count */
    ESP_JITTER_MAX_MS = 1000, /* what a round trip may take longer than those before, at most */
};

/* Notes how long a request and its answer took.  sure: the answer belongs to that request, and
 * the far end took no time for it; otherwise the round trip took so long at most. */
void esp_transport_saw_round_trip(struct esp_transport *t, uint64_t took_ms, bool sure);

/* What the network adds to each wait for an answer; 0 for a port of this machine.  This is
 * the one place that says how much patience a slow network needs: each time limit that
 * includes an answer is the time of the device, plus this. */
static inline int esp_transport_network_ms(const struct esp_transport *t)
{
    int trip_ms = t->remote ? t->round_trip_ms : 0;

    return trip_ms + (trip_ms < ESP_JITTER_MAX_MS ? trip_ms : ESP_JITTER_MAX_MS);
}

/* How long to wait for an answer that takes local_ms over a cable.  Behind a network this
 * is at least remote_ms, and longer if round trips are slow. */
static inline int esp_transport_patience_ms(const struct esp_transport *t, int local_ms,
                                            int remote_ms)
{
    int slow_ms = local_ms + esp_transport_network_ms(t);

    if (!t->remote)
        return local_ms;
    return slow_ms > remote_ms ? slow_ms : remote_ms;
}

/* The same for work that takes local_ms and some round trips. */
static inline int esp_transport_trips_ms(const struct esp_transport *t, int local_ms,
                                         int round_trips)
{
    return local_ms + (t->remote ? round_trips * t->round_trip_ms : 0);
}

int esp_transport_set_baud(struct esp_transport *t, uint32_t baud);
int esp_transport_set_lines(struct esp_transport *t, bool dtr, bool rts);
int esp_transport_discard_input(struct esp_transport *t);

/* Waits timeout_ms, unless cancelled.  Bytes that arrive meanwhile can be read
 * afterwards. */
int esp_transport_idle(struct esp_transport *t, int timeout_ms);

#endif
