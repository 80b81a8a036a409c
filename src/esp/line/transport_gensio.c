/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports over gensio: TCP, ptys and other ttys, any gensio string.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * gensio's blocking serial calls time out over RFC 2217, because gensio does not read the
 * telnet answers meanwhile.  So everything here works by callbacks: reading is always
 * enabled and fills a ring, and each wait lets gensio serve its events.
 */
#include <stdlib.h>
#include <string.h>

#include "esp/line/transport_gensio.h"
#include "base/clock.h"

enum {
    REPLY_MS = 500,  /* for an RFC 2217 server to confirm a change */
    CLOSE_MS = 500,
    GONE_MS = 2, /* to notice that a device is gone */
    DISCARD_MS = 50, /* bytes that come in later had not arrived before */
};

static struct esp_gport *of(struct esp_transport *t)
{
    return (struct esp_gport *)t;
}

/* ---- events ---- */

static gensiods store(struct esp_gport *g, const unsigned char *data, gensiods size)
{
    gensiods n = 0;

    while (n < size && g->count < ESP_GPORT_RING) {
        g->ring[(g->head + g->count) % ESP_GPORT_RING] = data[n++];
        g->count++;
    }
    return n;
}

int esp_gport_on_event(struct gensio *io, void *ctx, int event, int err, unsigned char *buf,
                    gensiods *size, const char *const *aux)
{
    struct esp_gport *g = ctx;

    (void)aux;
    if (event != GENSIO_EVENT_READ)
        return GE_NOTSUP;
    if (err) {
        g->err = err;
        gensio_set_read_callback_enable(io, false);
        return 0;
    }
    *size = store(g, buf, *size);
    if (g->count == ESP_GPORT_RING) {
        g->paused = true;
        gensio_set_read_callback_enable(io, false);
    }
    return 0;
}

static void on_close(struct gensio *io, void *ctx)
{
    (void)io;
    ((struct esp_gport *)ctx)->close_done = true;
}

/* gensio 2.6 takes a confirmation as the answer to the oldest open request of any kind.  So
 * this function cannot know what was confirmed, and only counts confirmations. */
void esp_gport_on_setting(struct sergensio *serial, int err, unsigned int value, void *ctx)
{
    struct esp_gport *g = ctx;

    (void)serial;
    (void)value;
    if (err == GE_TIMEDOUT) /* from gensio, for a request that was given up here before */
        return;
    if (g->pending)
        g->pending--;
    g->reply_err = err;
}

/* ---- waiting ---- */

static int failed(struct esp_gport *g, const char *what)
{
    const char *why = gensio_err_to_str(g->err);

    if (g->err == GE_REMCLOSE)
        why = g->base.remote ? "the connection was closed" : "the device is gone";
    return esp_fail(g->base.fault, ESP_ERR_LINE, "%s: %s", what, why);
}

/* Serves events, for one slice of time at most. */
int esp_gport_serve(struct esp_gport *g, uint64_t deadline)
{
    gensio_time slice = {.nsecs = esp_clock_slice(deadline) * 1000000};

    if (esp_transport_cancelled(&g->base))
        return esp_fail(g->base.fault, ESP_ERR_CANCELLED, "stopped on request");
    gensio_os_funcs_service(g->os, &slice);
    return 0;
}

static int gport_read(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms)
{
    struct esp_gport *g = of(t);
    uint64_t deadline = esp_clock_after(timeout_ms);
    size_t n;
    bool last = false;

    while (g->count == 0) {
        int err;

        if (g->err)
            return failed(g, "reading");
        if (last)
            return 0;
        last = esp_clock_left(deadline) == 0;
        err = esp_gport_serve(g, deadline);
        if (err)
            return err;
    }
    for (n = 0; n < size && g->count; n++, g->count--) {
        buf[n] = g->ring[g->head];
        g->head = (g->head + 1) % ESP_GPORT_RING;
    }
    if (g->paused && !g->err) {
        g->paused = false;
        gensio_set_read_callback_enable(g->io, true);
    }
    return (int)n;
}

static int gport_write(struct esp_transport *t, const uint8_t *buf, size_t size, int timeout_ms)
{
    struct esp_gport *g = of(t);
    uint64_t deadline = esp_clock_after(timeout_ms);

    while (size) {
        gensiods n = 0;
        int err;

        if (!g->err)
            g->err = gensio_write(g->io, &n, buf, size, NULL);
        if (g->err)
            return failed(g, "writing");
        buf += n;
        size -= n;
        if (!size)
            break;
        if (esp_clock_left(deadline) == 0)
            return esp_fail(t->fault, ESP_ERR_TIMEOUT, "the port takes no data");
        /* A short slice of time is enough; write events are not needed. */
        err = esp_gport_serve(g, n ? esp_clock_ms() : esp_clock_after(2));
        if (err)
            return err;
    }
    return 0;
}

int esp_gport_requested(struct esp_gport *g, int err)
{
    if (!err)
        g->pending++;
    return err;
}

int esp_gport_await_setting(struct esp_gport *g, struct esp_gport_setting *setting)
{
    bool wait = setting->misses < setting->misses_max && !g->base.hasty;
    uint64_t deadline =
        esp_clock_after(wait ? esp_transport_patience_ms(&g->base, REPLY_MS, REPLY_MS) : 0);

    if (!g->pending) /* nothing was changed */
        return 0;
    while (g->pending) {
        int err = esp_gport_serve(g, deadline);

        if (err)
            return err;
        if (g->err)
            return failed(g, "changing the port's settings");
        if (g->pending && esp_clock_left(deadline) == 0) {
            setting->misses += !g->base.hasty;
            return 0;
        }
    }
    setting->misses = 0;
    return 0;
}

static void begin_change(struct esp_gport *g)
{
    g->pending = 0;
    g->reply_err = 0;
}

/* If a port cannot do something (a pty, plain TCP), gensio reports that at once or in the
 * confirmation. */
static bool refused(int err)
{
    return err == GE_NOTSUP || err == GE_IOERR || err == GE_OSERR || err == GE_INVAL;
}

static int gport_set_baud(struct esp_transport *t, uint32_t baud)
{
    struct esp_gport *g = of(t);
    int err;

    begin_change(g);
    err = esp_gport_requested(g, sergensio_baud(g->serial, baud, esp_gport_on_setting, g));
    if (!err) {
        err = esp_gport_await_setting(g, &g->baud);
        if (err)
            return err;
        err = g->reply_err;
    }
    if (err)
        return esp_fail(t->fault, ESP_ERR_UNSUPPORTED, "the port does not do %u baud: %s",
                        (unsigned)baud, gensio_err_to_str(err));
    return 0;
}

/* A device that is gone fails like one that has no such setting. */
static bool went_away(struct esp_gport *g)
{
    esp_gport_serve(g, esp_clock_after(GONE_MS));
    return g->err != 0;
}

static int send_line(struct esp_gport *g, bool is_dtr, bool on)
{
    int err;

    if (g->lines_sent && on == (is_dtr ? g->base.dtr : g->base.rts))
        return 0; /* over a network each change costs time */
    if (is_dtr)
        err = sergensio_dtr(g->serial, on ? SERGENSIO_DTR_ON : SERGENSIO_DTR_OFF,
                            esp_gport_on_setting, g);
    else
        err = sergensio_rts(g->serial, on ? SERGENSIO_RTS_ON : SERGENSIO_RTS_OFF,
                            esp_gport_on_setting, g);
    return esp_gport_requested(g, err);
}

/* The lines change one after the other.  The order avoids the state of DTR off and RTS on
 * between the changes, because that state resets the board. */
static int gport_set_lines(struct esp_transport *t, bool dtr, bool rts)
{
    struct esp_gport *g = of(t);
    int err = 0;

    begin_change(g);
    if (rts)
        err = send_line(g, true, dtr);
    if (!err)
        err = send_line(g, false, rts);
    if (!err && !rts)
        err = send_line(g, true, dtr);
    if (!err) {
        err = esp_gport_await_setting(g, &g->lines);
        if (err)
            return err;
        err = g->reply_err;
    }
    if (err && !t->remote && went_away(g))
        return failed(g, "setting DTR and RTS");
    if (refused(err))
        return esp_fail(t->fault, ESP_ERR_UNSUPPORTED, "this port has no DTR and RTS lines");
    t->lines_unsure = g->lines.misses > 0;
    g->lines_sent = true;
    return 0;
}

static int gport_idle(struct esp_transport *t, int timeout_ms)
{
    struct esp_gport *g = of(t);
    uint64_t deadline = esp_clock_after(timeout_ms);

    do {
        int err = esp_gport_serve(g, deadline);

        if (err)
            return err;
        if (g->err && !t->remote)
            return failed(g, "waiting");
    } while (esp_clock_left(deadline) > 0);
    return 0;
}

static int gport_discard_input(struct esp_transport *t)
{
    uint64_t deadline = esp_clock_after(DISCARD_MS);
    uint8_t waste[512];
    int n;

    do
        n = gport_read(t, waste, sizeof(waste), 0);
    while (n > 0 && esp_clock_left(deadline) > 0);
    return n < 0 ? n : 0;
}

/* Closes the port.  True if gensio no longer uses it. */
static bool shut(struct esp_gport *g)
{
    uint64_t deadline = esp_clock_after(CLOSE_MS);

    if (!g->opening || gensio_close(g->io, on_close, g) != 0)
        return true;
    while (!g->close_done && esp_clock_left(deadline) > 0)
        esp_gport_serve(g, deadline);
    return g->close_done;
}

static void gport_close(struct esp_transport *t)
{
    struct esp_gport *g = of(t);

    t->cancel = NULL;
    if (g->io && !shut(g))
        return; /* the memory is leaked: gensio may still call back and use g */
    if (g->io)
        gensio_free(g->io);
    if (g->os) {
        esp_gport_serve(g, esp_clock_ms()); /* lets gensio finish deferred work */
        gensio_os_funcs_free(g->os);
    }
    free(g->ring);
    free(g);
}

const struct esp_transport_ops esp_gport_ops = {
    .read = gport_read,
    .write = gport_write,
    .set_baud = gport_set_baud,
    .set_lines = gport_set_lines,
    .discard_input = gport_discard_input,
    .idle = gport_idle,
    .close = gport_close,
};
