/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a session, connecting to a board, closing the session.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp/chip/family.h"
#include "esp/rom/loader.h"
#include "esp/session/session_impl.h"
#include "esp/wire/trace.h"

enum {
    CONNECT_BAUD = 115200,
    CONNECT_MS = 4500, /* longer than ESP_RATE_IDLE_MS: by then a stub that another
                        * program left at another rate is back at its home rate */
    RESETS_MAX = 4, /* if the chip cannot be identified */
    CONNECT_BARE_MS = 5000, /* without reset lines */
    RUNNING_MS = 150, /* for the answer of a stub that may run */
};

void esp_session_notice(struct esp_session *s, const char *format, ...)
{
    char text[sizeof(((struct esp_fault *)0)->text)];
    va_list args;

    if (!s->notice)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    s->notice(s->notice_ctx, text);
}

void esp_session_detail(struct esp_session *s, const char *format, ...)
{
    char text[sizeof(((struct esp_fault *)0)->text)];
    va_list args;

    if (!s->detail)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    s->detail(s->notice_ctx, text);
}

void esp_session_reached(struct esp_session *s, enum esp_milestone milestone)
{
    if (milestone <= s->reached)
        return;
    s->reached = milestone;
    esp_link_achieved(&s->link);
}

static int take_resets(struct esp_session *s, const char *text)
{
    const char *const *names = esp_reset_named(text);
    const char *single[] = {text, NULL};
    int err = 0;

    if (!names)
        names = single;
    for (; *names && !err; names++)
        err = esp_reset_parse(&s->resets[s->reset_count++], *names, &s->fault);
    return err;
}

/* Replaces "auto" by the sequences that suit the port's DTR and RTS best. */
static int suit_resets(struct esp_session *s, const char *text)
{
    if (strcmp(text, "auto") != 0 || !s->transport->reset)
        return 0;
    s->reset_count = 0;
    return take_resets(s, s->transport->reset);
}

static void tell_rates(struct esp_session *s)
{
    if (s->baud && s->transport->rates_mean_nothing)
        esp_session_notice(s, "--baud has no meaning here: this is the chip's own USB port, which "
                           "has no rate");
}

void esp_session_tell_returns(struct esp_session *s)
{
    const struct esp_transport *t = s->transport;

    if (t->returns != s->returns_told)
        esp_session_detail(s, "the port went away, and came back after %d ms as %s", t->away_ms,
                           t->device);
    s->returns_told = t->returns;
}

int esp_session_open(struct esp_session **out, const struct esp_session_options *options)
{
    struct esp_session *s = calloc(1, sizeof(*s));
    const char *reset = options->reset ? options->reset : "auto";
    int err;

    *out = s;
    if (!s)
        return ESP_ERR_NOMEM;
    s->connect_baud = options->connect_baud ? options->connect_baud : CONNECT_BAUD;
    s->baud = options->baud;
    s->told_flash_size = options->flash_size;
    s->try_running = options->try_running;
    s->rom_only = options->no_stub;
    s->foreign = options->stub;
    s->cancel = options->cancel;
    s->notice = options->notice;
    s->detail = options->detail;
    s->notice_ctx = options->notice_ctx;
    err = take_resets(s, reset);
    if (!err)
        err = esp_transport_open(&s->transport, options->port, s->connect_baud, s->cancel,
                                 &s->fault);
    if (!err)
        err = suit_resets(s, reset);
    if (err)
        return err;
    if (options->trace)
        s->trace = esp_trace_begin(s->transport, options->trace_contents, options->trace,
                                   s->notice_ctx);
    if (options->trace && !s->trace)
        return ESP_ERR_NOMEM;
    tell_rates(s);
    esp_link_init(&s->link, s->transport, &s->fault);
    s->state = ESP_STATE_OPEN;
    return 0;
}

/* The loader does not check requests, and hangs on some damaged ones.  A reset brings the
 * loader back, so this function tries again if the port has reset lines. */
static int identify_surely(struct esp_session *s)
{
    int err = esp_session_identify(s);

    for (int i = 0; i < RESETS_MAX && err && esp_session_has_lines(s) &&
                    !esp_session_hopeless(err) && err != ESP_ERR_CHIP; i++) {
        err = esp_session_sync(s, CONNECT_MS);
        if (!err)
            err = esp_session_identify(s);
    }
    return err;
}

int esp_session_connect(struct esp_session *s)
{
    int err = ESP_ERR_TIMEOUT;

    if (!s->transport)
        return esp_fail(&s->fault, ESP_ERR_ARG, "the port is not open");
    if (s->try_running)
        err = esp_session_ask_stub(s, 3, esp_transport_patience_ms(s->transport, RUNNING_MS,
                                                               RUNNING_MS));
    if (err && !esp_session_hopeless(err))
        err = esp_session_sync(s, esp_session_has_lines(s) ? CONNECT_MS : CONNECT_BARE_MS);
    if (err == ESP_ERR_NO_SYNC)
        return esp_session_diagnose(s);
    if (!err)
        err = identify_surely(s);
    if (err == ESP_ERR_TIMEOUT || err == ESP_ERR_NO_SYNC) /* it answered before */
        return esp_session_dead(s);
    if (err)
        return err;
    s->fault = (struct esp_fault){0};
    esp_session_reached(s, ESP_CONNECTED);
    return 0;
}

void esp_session_close(struct esp_session *s)
{
    if (!s)
        return;
    esp_transport_close(s->transport);
    esp_trace_free(s->trace);
    esp_eta_end(&s->eta);
    free(s);
}

enum esp_eta_trust esp_session_left(const struct esp_session *s, uint64_t *left_ms)
{
    return esp_eta_left(&s->eta, esp_clock_ms(), left_ms);
}

const struct esp_board *esp_session_board(const struct esp_session *s)
{
    return &s->board;
}

enum esp_state esp_session_state(const struct esp_session *s)
{
    return s->state;
}

bool esp_session_has_lines(const struct esp_session *s)
{
    return s->transport && s->transport->has_lines && s->reset_count > 0;
}

uint32_t esp_session_baud(const struct esp_session *s)
{
    return s->transport && !s->transport->rates_mean_nothing ? s->transport->baud : 0;
}

const char *esp_session_stub_clock(const struct esp_session *s)
{
    if (s->state != ESP_STATE_STUB)
        return NULL;
    if (s->stub.limits.speed >= 2)
        return "PLL";
    return s->board.family && s->board.family->stub_by_crystal
               ? "crystal, as on every chip of this kind"
               : "crystal, which is slower";
}

uint32_t esp_session_connect_baud(const struct esp_session *s)
{
    return s->connect_baud;
}

const struct esp_fault *esp_session_fault(const struct esp_session *s)
{
    return &s->fault;
}
