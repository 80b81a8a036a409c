/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates above those that every adapter has.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Many adapters do not have these rates, so a trial must cost little time.  During the trial
 * the rate before is the stub's home rate, to which the stub returns after a short silence.
 * The rate is proven first, and after that the stub gets its usual home rate again.
 */
#include "base/clock.h"
#include "esp/chip/family.h"
#include "esp/line/pattern.h"
#include "esp/rom/loader.h"
#include "esp/session/session_impl.h"

enum {
    /* An answer through an adapter with a latency of 16 ms comes within this time.  A round
     * trip over a network is added. */
    ANSWER_MS = 40,
    TRIAL_MS = 50,  /* of silence, after which the stub returns; longer than ANSWER_MS */
    TRIPS = 2, /* from the stub's answer to the host's next request: the port's rate is
                * confirmed meanwhile */
    MARGIN_MS = 4,  /* the stub sends its last answer before its time of silence begins */
    CHANGE_MS = 2,  /* the stub changes its rate one millisecond after its answer */
    /* An adapter with a latency of 16 ms has time for the fewest echoes, others for more. */
    ECHOES_MIN = 2,
    ECHOES_MAX = 16,
    ECHOES_MS = 20,
};

static int patience(const struct esp_session *s, int ms)
{
    return esp_transport_patience_ms(s->transport, ms, ms);
}

static int trial_ms(const struct esp_session *s)
{
    return TRIAL_MS + TRIPS * esp_transport_network_ms(s->transport);
}

/* Sets stub and port to baud.  *back: by then a stub that does not hear the host is back. */
static int begin(struct esp_session *s, uint32_t baud, uint64_t *back)
{
    const struct esp_rate_trial trial = {
        .baud = esp_session_true_baud(s, baud),
        .old_baud = esp_session_true_baud(s, s->transport->baud),
        .home_baud = esp_session_true_baud(s, s->transport->baud),
        .trial_ms = (uint32_t)trial_ms(s),
    };
    int err = esp_try_baud(&s->link, &trial, patience(s, ANSWER_MS));

    *back = esp_clock_after((int)trial.trial_ms + MARGIN_MS);
    if (!err)
        err = esp_transport_set_baud(s->transport, baud);
    if (!err)
        err = esp_transport_idle(s->transport, CHANGE_MS);
    return err;
}

/* Tests both directions, and accepts no error. */
static int prove(struct esp_session *s)
{
    uint64_t deadline = esp_clock_after(ECHOES_MS);
    uint8_t pattern[ESP_ECHO_MAX];
    int err = 0;

    for (unsigned i = 0; i < ECHOES_MAX && !err; i++) {
        if (i >= ECHOES_MIN && esp_clock_left(deadline) == 0)
            break;
        esp_pattern(pattern, sizeof(pattern), i);
        err = esp_echo(&s->link, pattern, sizeof(pattern), patience(s, ANSWER_MS));
    }
    return err;
}

/* Waits until the stub is back at the rate before. */
static int end(struct esp_session *s, uint32_t before, uint32_t tried, uint64_t back)
{
    int err = esp_transport_set_baud(s->transport, before);

    if (!err)
        err = esp_transport_idle(s->transport, esp_clock_left(back));
    if (!err)
        err = esp_link_discard(&s->link);
    if (!err)
        err = esp_session_set_home(s);
    if (err && !esp_session_hopeless(err))
        err = esp_session_regain_rate(s, before, tried);
    return err;
}

/* ESP_ERR_UNSUPPORTED if the rate does not work; the stub and the port then are at the rate
 * before, or at the connect rate. */
static int try_rate(struct esp_session *s, uint32_t baud)
{
    uint32_t before = s->transport->baud;
    uint64_t back;
    int err = begin(s, baud, &back);

    if (!err) {
        err = prove(s);
        /* Each request that the stub received began its time of silence again.  The last one
         * was sent ANSWER_MS ago if its answer is missing. */
        back = esp_clock_after(trial_ms(s) + MARGIN_MS -
                               (err == ESP_ERR_TIMEOUT ? patience(s, ANSWER_MS) : 0));
        if (!err)
            err = esp_session_set_home(s);
    }
    if (!err || esp_session_hopeless(err))
        return err;
    err = end(s, before, baud, back);
    return err ? err : ESP_ERR_UNSUPPORTED;
}

int esp_session_try_fast_rates(struct esp_session *s)
{
    const uint32_t *baud = s->board.family ? s->board.family->fast_bauds : NULL;
    int err = ESP_ERR_UNSUPPORTED;

    if (!baud || !s->transport->has_baud || !s->uart_hz)
        return 0;
    for (; *baud > s->transport->baud && err == ESP_ERR_UNSUPPORTED; baud++)
        if (s->ceiling == 0 || *baud <= s->ceiling) {
            err = try_rate(s, *baud);
            if (err == ESP_ERR_UNSUPPORTED)
                s->ceiling = *baud - 1;
        }
    if (err == ESP_ERR_UNSUPPORTED)
        err = 0;
    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
