/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A port over gensio, as its opening and its use share it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_TRANSPORT_GENSIO_H
#define ESP_LINE_TRANSPORT_GENSIO_H

#include <gensio/gensio.h>
#include <gensio/sergensio.h>

#include "esp/line/transport_impl.h"

enum { ESP_GPORT_RING = 0x20000 };

/* Changes of one kind of setting, and whether the far end confirms them. */
struct esp_gport_setting {
    unsigned misses; /* changes in a row that were not confirmed */
    unsigned misses_max; /* so many, and confirmations are not waited for */
};

struct esp_gport {
    struct esp_transport base;
    struct gensio_os_funcs *os;
    struct gensio *io;
    struct sergensio *serial; /* NULL when there are no settings */
    uint8_t *ring;
    size_t head, count;
    bool paused; /* the ring was full: reading is disabled */
    bool opening; /* it is being opened, or is open */
    bool open_done, close_done;
    bool lines_sent; /* base.dtr and base.rts are what the far end has */
    int err;     /* gensio's, of opening, reading or writing */
    struct esp_gport_setting baud, lines, format;
    unsigned pending; /* confirmations due of the last change */
    int reply_err;    /* gensio's, of the last confirmation */
};

extern const struct esp_transport_ops esp_gport_ops;

/* gensio's callbacks for data and for confirmed settings; ctx: the esp_gport. */
int esp_gport_on_event(struct gensio *io, void *ctx, int event, int err, unsigned char *buf,
                       gensiods *size, const char *const *aux);
void esp_gport_on_setting(struct sergensio *serial, int err, unsigned int value, void *ctx);

/* Counts a request to change a setting, unless it failed (gensio's err), and
 * returns err. */
int esp_gport_requested(struct esp_gport *g, int err);

/* Waits for the confirmations due.  A far end that failed to confirm too often
 * is not waited for any more: ser2net never confirms DTR and RTS of a pty, and
 * forgets what is set before it has opened its port. */
int esp_gport_await_setting(struct esp_gport *g, struct esp_gport_setting *setting);

/* Serves events, one slice at most; ESP_ERR_CANCELLED. */
int esp_gport_serve(struct esp_gport *g, uint64_t deadline_ms);

#endif
