/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A port behind an RFC 2217 server: bytes, rate, DTR and RTS.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/transport_rfc2217.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum {
    RAW = 4096,       /* bytes from or to the server at a time */
    SEND_MS = 1000,   /* for commands; a server that takes no bytes for so long hangs */
    DISCARD_MS = 200, /* limit, in case a board sends without a pause */
    BAUD_MISSES_MAX = 2,
    PATIENCE_MS = 150, /* for an answer, plus ... */
    ROUND_TRIPS = 4,   /* ... this many times the round trip that was seen */
};

static const char lines_unconfirmed[] =
    "the server confirms no change of DTR and RTS, which may lead nowhere";

static struct esp_rport *of(struct esp_transport *t)
{
    return (struct esp_rport *)t;
}

/* ---- the server ---- */

static int broken(struct esp_rport *r)
{
    return esp_fail(r->base.fault, ESP_ERR_LINE, "%s", r->broken);
}

/* If the server takes no bytes, this function ends the connection: a command that was sent
 * only in part would garble the bytes after it. */
static int send_out(struct esp_rport *r, int timeout_ms)
{
    size_t size = r->out_size;
    int err;

    if (r->broken)
        return broken(r);
    if (!size)
        return 0;
    r->out_size = 0;
    err = r->tcp->ops->write(r->tcp, r->out, size, timeout_ms);
    if (err != ESP_ERR_TIMEOUT)
        return err;
    r->broken = "the server takes no data";
    return broken(r);
}

int esp_rport_flush(struct esp_rport *r)
{
    return send_out(r, SEND_MS);
}

static int pump(struct esp_rport *r, size_t room, int timeout_ms)
{
    uint8_t raw[RAW];
    int n = r->tcp->ops->read(r->tcp, raw, room < sizeof(raw) ? room : sizeof(raw), timeout_ms);

    if (n <= 0)
        return n;
    esp_rport_feed(r, raw, (size_t)n);
    return esp_rport_flush(r);
}

int esp_rport_pump(struct esp_rport *r, uint64_t deadline_ms)
{
    return pump(r, RAW, esp_clock_left(deadline_ms));
}

/* A long round trip that was measured varies by ESP_JITTER_MAX_MS only. */
static int patience_ms(int trip_ms, bool measured)
{
    int more_ms = (ROUND_TRIPS - 1) * trip_ms;

    if (more_ms > ESP_JITTER_MAX_MS && measured)
        more_ms = ESP_JITTER_MAX_MS;
    return PATIENCE_MS + trip_ms + more_ms;
}

int esp_rport_patience_ms(const struct esp_rport *r)
{
    return patience_ms(r->base.round_trip_ms, !r->base.round_trip_guessed);
}

/* ---- bytes ---- */

static int rport_read(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms)
{
    struct esp_rport *r = of(t);
    uint64_t deadline = esp_clock_after(timeout_ms);
    bool last = false;
    size_t n;

    while (r->store_at == r->store_end) {
        int err;

        if (last)
            return 0;
        last = esp_clock_left(deadline) == 0;
        err = esp_rport_pump(r, deadline);
        if (err < 0)
            return err;
    }
    n = r->store_end - r->store_at;
    if (n > size)
        n = size;
    memcpy(buf, r->store + r->store_at, n);
    r->store_at += n;
    return (int)n;
}

static int rport_write(struct esp_transport *t, const uint8_t *buf, size_t size, int timeout_ms)
{
    struct esp_rport *r = of(t);
    uint64_t deadline = esp_clock_after(timeout_ms);

    while (size) {
        size_t n = size < RAW ? size : RAW;
        int err;

        telnet_send(r->telnet, (const char *)buf, n);
        err = send_out(r, esp_clock_left(deadline));
        if (err)
            return err;
        buf += n;
        size -= n;
    }
    return 0;
}

/* Bytes that are on their way arrive later.  PURGE-DATA asks a server to discard its bytes,
 * but not all servers do so, and the client cannot tell which bytes came before and which
 * came after. */
static int rport_discard_input(struct esp_transport *t)
{
    struct esp_rport *r = of(t);
    uint64_t deadline = esp_clock_after(DISCARD_MS);
    int n;

    do {
        r->store_at = r->store_end = 0;
        n = pump(r, RAW, 0);
        if (n < 0)
            return n;
    } while (r->store_end && esp_clock_left(deadline) > 0);
    r->store_at = r->store_end = 0;
    return 0;
}

/* ---- rate ---- */

int esp_rport_ask_baud(struct esp_rport *r, uint32_t baud)
{
    bool wait = r->baud_misses < BAUD_MISSES_MAX && !r->base.hasty, only = r->baud_due == 0;
    uint64_t start = esp_clock_ms(), deadline = esp_clock_after(wait ? esp_rport_patience_ms(r) : 0);
    int err;

    r->baud_told = 0;
    r->baud_due++;
    esp_rport_request(r, ESP_COMPORT_SET_BAUDRATE, baud, 4);
    err = esp_rport_flush(r);
    while (!err && r->baud_told != baud && r->baud_due && esp_clock_left(deadline) > 0)
        err = esp_rport_pump(r, deadline);
    if (err)
        return err;
    if (r->baud_told == baud) { /* if the request was sent twice, an answer may follow */
        if (only)
            esp_transport_saw_round_trip(&r->base, esp_clock_ms() - start, true);
        r->baud_misses = 0;
        return 0;
    }
    if (!r->baud_told) {
        r->baud_misses += !r->base.hasty;
        return 0;
    }
    r->baud_due = 0;
    return esp_fail(r->base.fault, ESP_ERR_UNSUPPORTED,
                    "the server does not do %u baud: it stays at %u", (unsigned)baud,
                    (unsigned)r->baud_told);
}

static int rport_set_baud(struct esp_transport *t, uint32_t baud)
{
    return esp_rport_ask_baud(of(t), baud);
}

/* ---- lines ---- */

static void send_line(struct esp_rport *r, bool is_dtr, bool on)
{
    uint32_t value = is_dtr ? (on ? ESP_CONTROL_DTR_ON : ESP_CONTROL_DTR_OFF)
                            : (on ? ESP_CONTROL_RTS_ON : ESP_CONTROL_RTS_OFF);

    if (r->lines_sent && on == (is_dtr ? r->base.dtr : r->base.rts))
        return;
    esp_rport_request(r, ESP_COMPORT_SET_CONTROL, value, 1);
    r->lines_due++;
}

/* The lines change one after the other.  The order avoids the state of DTR off and RTS on
 * between the changes, because that state resets the board.  DTR on comes before RTS off,
 * for two reasons.  On boards without transistors, GPIO0 is then low before the reset ends.
 * And some servers take DTR on as the signal to reset into the loader, and RTS off as the
 * signal to restart the application.
 *
 * This function does not wait for answers: if the next change follows at once, a round trip
 * between the changes would be long enough for the application to start. */
static int rport_set_lines(struct esp_transport *t, bool dtr, bool rts)
{
    struct esp_rport *r = of(t);
    bool dtr_first = dtr || rts;

    send_line(r, dtr_first, dtr_first ? dtr : rts);
    send_line(r, !dtr_first, dtr_first ? rts : dtr);
    r->lines_sent = true;
    return esp_rport_flush(r);
}

static int await_lines(struct esp_rport *r, int patience_ms)
{
    uint64_t deadline = esp_clock_after(r->lines_awaited ? patience_ms : 0);

    while (r->lines_due && r->lines_awaited) {
        int err = esp_rport_pump(r, deadline);

        if (err < 0)
            return err;
        if (r->lines_due && esp_clock_left(deadline) == 0) {
            r->lines_awaited = false;
            r->base.lines_unsure = true;
            r->base.handicap = lines_unconfirmed;
        }
    }
    r->lines_due = 0;
    return 0;
}

static int rport_idle(struct esp_transport *t, int timeout_ms)
{
    struct esp_rport *r = of(t);
    int err = await_lines(r, esp_rport_patience_ms(r));

    return err ? err : r->tcp->ops->idle(r->tcp, timeout_ms);
}

/* Waits for the last change of the lines, which may start the application and may still be
 * under way.  No signal ends this wait, so a round trip that is only a guess does not make it
 * longer. */
static void rport_close(struct esp_transport *t)
{
    struct esp_rport *r = of(t);

    t->cancel = NULL;
    if (r->tcp) {
        r->tcp->cancel = NULL;
        if (r->telnet && !r->broken)
            await_lines(r, patience_ms(r->base.round_trip_sure_ms, true));
        r->tcp->ops->close(r->tcp);
    }
    if (r->telnet)
        telnet_free(r->telnet);
    free(r->store);
    free(r);
}

const struct esp_transport_ops esp_rport_ops = {
    .read = rport_read,
    .write = rport_write,
    .set_baud = rport_set_baud,
    .set_lines = rport_set_lines,
    .discard_input = rport_discard_input,
    .idle = rport_idle,
    .close = rport_close,
};
