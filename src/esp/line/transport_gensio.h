/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A port over gensio: what its opening and its use share.
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
    unsigned misses_max; /* after so many misses, confirmations are not waited for */
};

struct esp_gport {
    struct esp_transport base;
    struct gensio_os_funcs *os;
    struct gensio *io;
    struct sergensio *serial; /* NULL when there are no settings */
    uint8_t *ring;
    size_t head, count;
    bool paused; /* the ring was full: reading is disabled */
    bool opening; /* the port is being opened, or is open */
    bool open_done, close_done;
    bool lines_sent; /* the far end has base.dtr and base.rts */
    int err;     /* gensio's error of opening, reading or writing */
    struct esp_gport_setting baud, lines, format;
    unsigned pending; /* confirmations of the last change that are still missing */
    int reply_err;    /* gensio's error in the last confirmation */
};

extern const struct esp_transport_ops esp_gport_ops;

/* gensio's callbacks for data and for confirmed settings; ctx: the esp_gport. */
int esp_gport_on_event(struct gensio *io, void *ctx, int event, int err, unsigned char *buf,
                       gensiods *size, const char *const *aux);
void esp_gport_on_setting(struct sergensio *serial, int err, unsigned int value, void *ctx);

/* Counts a request to change a setting, unless gensio's err says that the request failed.
 * Returns err. */
int esp_gport_requested(struct esp_gport *g, int err);

/* Waits for the missing confirmations.  If the far end failed to confirm too often, does
 * not wait: ser2net never confirms DTR and RTS of a pty, and forgets settings that arrive
 * before it has opened its port. */
int esp_gport_await_setting(struct esp_gport *g, struct esp_gport_setting *setting);

/* Serves events, for one slice of time at most.  Returns 0 or ESP_ERR_CANCELLED. */
int esp_gport_serve(struct esp_gport *g, uint64_t deadline_ms);

#endif
