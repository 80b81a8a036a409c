/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a port behind an RFC 2217 server: the negotiation and the first settings.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "base/clock.h"
#include "esp/line/transport_rfc2217.h"

enum {
    GUESS_MS = 100,     /* a round trip, as long as the server has said nothing */
    BOUND_MAX_MS = 1250, /* a server may also take long to open its port: the patience that
                          * follows from this bound is just enough for ESP_ROUND_TRIP_MAX_MS */
    SETTING_TRIES = 3,  /* a server that is still opening its port may miss some, ... */
    SETTINGS_MS = 5000, /* ... but no try begins later */
    FORMAT_8 = 8,       /* data bits */
    FORMAT_N = 1,       /* RFC 2217's number for no parity */
    FORMAT_1 = 1,       /* and for one stop bit */
};

static const char refused[] =
    "the server refuses RFC 2217's COM-PORT-OPTION, so that DTR, RTS and the rate cannot be set";
static const char mute[] =
    "the server answers nothing: does it speak RFC 2217, and is no other program connected to it?";

/* A server may begin to negotiate by itself, so the time until it agrees is half a round trip
 * at least.  The time for which a server said nothing is not a round trip. */
static void saw_agreement(struct esp_rport *r, uint64_t took_ms)
{
    if (r->agreed)
        esp_transport_saw_round_trip(&r->base, took_ms < BOUND_MAX_MS ? took_ms : BOUND_MAX_MS,
                                     false);
}

static int negotiate(struct esp_rport *r, int timeout_ms)
{
    uint64_t start = esp_clock_ms(), deadline = esp_clock_after(timeout_ms);
    int err = esp_rport_start_telnet(r);

    if (!err)
        err = esp_rport_flush(r);
    while (!err && !r->agreed && !r->refused && esp_clock_left(deadline) > 0)
        err = esp_rport_pump(r, deadline);
    saw_agreement(r, esp_clock_ms() - start);
    return err;
}

/* Sets 8N1 without flow control, for servers that start with other settings, and the rate.
 * Answers come in order, so waiting for the rate's answer is enough. */
static int send_settings(struct esp_rport *r, uint32_t baud)
{
    uint64_t deadline = esp_clock_after(SETTINGS_MS);
    int err = 0;

    for (int i = 0; i < SETTING_TRIES && !err && !r->baud_told && esp_clock_left(deadline); i++) {
        esp_rport_request(r, ESP_COMPORT_SET_DATASIZE, FORMAT_8, 1);
        esp_rport_request(r, ESP_COMPORT_SET_PARITY, FORMAT_N, 1);
        esp_rport_request(r, ESP_COMPORT_SET_STOPSIZE, FORMAT_1, 1);
        esp_rport_request(r, ESP_COMPORT_SET_CONTROL, ESP_CONTROL_NO_FLOW, 1);
        r->baud_misses = 0;
        err = esp_rport_ask_baud(r, baud);
    }
    return err;
}

/* Does not set the lines: servers open their port with both lines asserted, as a tty does,
 * and some servers take DTR on as the signal to reset the board. */
static int set_up(struct esp_rport *r, uint32_t baud, bool ignore_set_control)
{
    struct esp_transport *t = &r->base;
    int err = send_settings(r, baud);

    if (err && err != ESP_ERR_UNSUPPORTED)
        return err;
    t->has_baud = !err;
    t->has_lines = true;
    t->dtr = t->rts = true;
    r->lines_awaited = !ignore_set_control;
    t->lines_unsure = ignore_set_control;
    return 0;
}

static int start(struct esp_rport *r, const struct esp_transport_setup *setup)
{
    struct esp_rfc2217_url url;
    int err = esp_rfc2217_parse_url(&url, setup->name, setup->fault);

    if (err)
        return err;
    r->store = malloc(ESP_RPORT_STORE);
    if (!r->store)
        return esp_fail(setup->fault, ESP_ERR_NOMEM, "out of memory");
    err = negotiate(r, url.timeout_ms);
    if (err)
        return err;
    if (r->agreed || (r->offered && !r->refused))
        return set_up(r, setup->baud, url.ignore_set_control);
    r->base.handicap = r->refused ? refused : mute;
    return 0;
}

int esp_transport_open_rfc2217(struct esp_transport **out, struct esp_transport *tcp,
                               const struct esp_transport_setup *setup)
{
    struct esp_rport *r = calloc(1, sizeof(*r));
    int err;

    *out = NULL;
    if (!r)
        return esp_fail(setup->fault, ESP_ERR_NOMEM, "out of memory");
    r->base = (struct esp_transport){
        .ops = &esp_rport_ops,
        .fault = setup->fault,
        .cancel = setup->cancel,
        .reset = "classic",
        .remote = true,
        .round_trip_ms = GUESS_MS,
        .round_trip_guessed = true,
        .baud = setup->baud,
        .lock_fd = -1,
    };
    r->tcp = tcp;
    err = start(r, setup);
    if (err) {
        r->tcp = NULL; /* the caller still owns it */
        esp_rport_ops.close(&r->base);
        return err;
    }
    *out = &r->base;
    return 0;
}
