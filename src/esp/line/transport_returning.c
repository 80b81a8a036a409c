/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A port that goes away and comes back: this back-end stands in front of the port's own
 * back-end, and opens the port again.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The port of a chip with USB goes away when the chip is reset, and its device may have another
 * name afterwards.  For the layers above, the time without a port is time in which nothing
 * arrives and what they send is lost.  They ask again, find a loader in place of the stub, and
 * check that it is the same board, as after any reset.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "esp/line/transport_impl.h"

enum {
    AWAY_MS = 5000, /* a port that is away for longer is taken to be unplugged: hubs and slow
                     * machines take up to 2 s */
    LOOK_MS = 20,   /* between two looks */
};

struct returning {
    struct esp_transport base;
    struct esp_transport *inner; /* NULL while the port is away */
    struct esp_usbport port;
};

static struct returning *of(struct esp_transport *t)
{
    return (struct returning *)t;
}

/* The settings of the port that the caller may change at any time. */
static struct esp_transport *inner_of(struct returning *r)
{
    if (r->inner) {
        r->inner->cancel = r->base.cancel;
        r->inner->hasty = r->base.hasty;
    }
    return r->inner;
}

/* A device that has just appeared may not be ready, or udev may not have given its group to it
 * yet.  A program such as ModemManager may look at each new port. */
static bool may_change(int err)
{
    return err == ESP_ERR_NO_PORT || err == ESP_ERR_PERM || err == ESP_ERR_BUSY ||
           err == ESP_ERR_LINE || err == ESP_ERR_NOT_SERIAL;
}

static int open_again(struct returning *r, char path[PATH_MAX])
{
    struct esp_transport_setup setup = {.name = path, .lock_fd = -1, .baud = r->base.baud,
                                        .cancel = r->base.cancel, .fault = r->base.fault};

    if (!esp_usbport_find(&r->port, "", path))
        return ESP_ERR_NO_PORT;
    return esp_transport_open_path(&r->inner, path, &setup);
}

static void note_return(struct returning *r, const char *path, uint64_t since)
{
    r->base.returns++;
    r->base.away_ms = (int)(esp_clock_ms() - since);
    snprintf(r->base.device, sizeof(r->base.device), "%.*s", (int)sizeof(r->base.device) - 1, path);
    r->base.dtr = r->inner->dtr;
    r->base.rts = r->inner->rts;
    *r->base.fault = (struct esp_fault){0};
}

static int gone(struct returning *r)
{
    return esp_fail(r->base.fault, ESP_ERR_LINE,
                    "the port went away and did not come back within %d s: is the cable pulled?",
                    AWAY_MS / 1000);
}

/* Waits for the port, and opens and locks it.  Returns 0, ESP_ERR_LINE, ESP_ERR_CANCELLED or
 * ESP_ERR_NOMEM. */
static int come_back(struct returning *r)
{
    uint64_t since = esp_clock_ms(), deadline = esp_clock_after(AWAY_MS);
    char path[PATH_MAX];

    esp_transport_close(r->inner);
    r->inner = NULL;
    if (r->base.parting)
        return 0;
    for (;;) {
        int err = open_again(r, path);

        if (!err)
            note_return(r, path, since);
        if (!err || !may_change(err))
            return err;
        if (esp_clock_left(deadline) == 0)
            return gone(r);
        err = esp_transport_pause(r->base.cancel, LOOK_MS, r->base.fault);
        if (err)
            return err;
    }
}

/* What the port's own back-end answered, with 0 in place of a failure if the port came back. */
static int after(struct returning *r, int result)
{
    return result == ESP_ERR_LINE ? come_back(r) : result;
}

/* An earlier wait for the port may have ended without it. */
static int present(struct returning *r)
{
    if (r->inner)
        return 1;
    return r->base.parting ? 0 : gone(r);
}

static int returning_read(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms)
{
    struct returning *r = of(t);
    int there = present(r);

    if (there == 0)
        return esp_transport_pause(t->cancel, esp_clock_slice(esp_clock_after(timeout_ms)),
                                   t->fault);
    if (there < 0)
        return there;
    return after(r, esp_transport_read(inner_of(r), buf, size, timeout_ms));
}

/* Bytes for a port that went away are lost, like those that are under way at a reset. */
static int returning_write(struct esp_transport *t, const uint8_t *buf, size_t size, int timeout_ms)
{
    struct returning *r = of(t);
    int there = present(r);

    if (there <= 0)
        return there;
    return after(r, esp_transport_write(inner_of(r), buf, size, timeout_ms));
}

static int returning_set_baud(struct esp_transport *t, uint32_t baud)
{
    struct returning *r = of(t);
    int there = present(r), err;

    if (there <= 0)
        return there;
    err = esp_transport_set_baud(inner_of(r), baud);
    if (err != ESP_ERR_LINE)
        return err;
    err = come_back(r);
    return err || !r->inner ? err : esp_transport_set_baud(r->inner, baud);
}

static int returning_set_lines(struct esp_transport *t, bool dtr, bool rts)
{
    struct returning *r = of(t);
    int there = present(r);

    if (there <= 0)
        return there;
    return after(r, esp_transport_set_lines(inner_of(r), dtr, rts));
}

static int returning_discard_input(struct esp_transport *t)
{
    struct returning *r = of(t);
    int there = present(r);

    return there <= 0 ? there : after(r, esp_transport_discard_input(inner_of(r)));
}

static int returning_idle(struct esp_transport *t, int timeout_ms)
{
    struct returning *r = of(t);
    int there = present(r);

    return there <= 0 ? there : after(r, esp_transport_idle(inner_of(r), timeout_ms));
}

static void returning_close(struct esp_transport *t)
{
    esp_transport_close(of(t)->inner);
    free(t);
}

static const struct esp_transport_ops returning_ops = {
    .read = returning_read,
    .write = returning_write,
    .set_baud = returning_set_baud,
    .set_lines = returning_set_lines,
    .discard_input = returning_discard_input,
    .idle = returning_idle,
    .close = returning_close,
};

static void suit_kind(struct esp_transport *t, const struct esp_usbkind *kind)
{
    if (!kind)
        return;
    t->has_baud = false;
    t->rates_mean_nothing = true;
    t->reset = kind->reset;
    t->core_reset = kind->core_reset;
    t->block_max = kind->block_max;
    t->by_rom = kind->by_rom;
}

int esp_transport_returning(struct esp_transport **out, struct esp_transport *inner,
                            const struct esp_usbport *port, const char *path)
{
    struct returning *r = calloc(1, sizeof(*r));

    if (!r)
        return esp_fail(inner->fault, ESP_ERR_NOMEM, "out of memory");
    r->base = *inner;
    r->base.ops = &returning_ops;
    r->base.lock_fd = -1; /* the inner transport has it */
    r->base.vanishes = true;
    snprintf(r->base.device, sizeof(r->base.device), "%.*s", (int)sizeof(r->base.device) - 1, path);
    suit_kind(&r->base, port->kind);
    r->inner = inner;
    r->port = *port;
    *out = &r->base;
    return 0;
}
