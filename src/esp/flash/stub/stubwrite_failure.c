/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handling lost requests and answers while writing: sending again, in smaller pieces, at a
 * lower rate, or with a new stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/clock.h"
#include "esp/flash/stub/stubwrite.h"

enum {
    TOO_MANY = 10, /* failures of single sectors minus successes; then a lower rate */
    GROW_AFTER = 8,   /* good answers; then bigger requests */
    BARREN_MAX = 40,  /* failures in a row; then the line carries nothing */
    DEAD_MS = 10000,  /* without a byte, in addition to the time of the bytes in flight; the
                       * stub waits 9.2 s for a flash that erases */
    NO_ANSWER_MS = 3000, /* added to DEAD_MS, if bytes come that are no answers: perhaps an
                          * application runs and sends them.  The sum leaves time for a new
                          * stub, before the link's limit for all repetitions (18 s). */
    RECOVERIES_MAX = 3,
    BARRIER_TRIES = 3, /* until the stub has finished the requests that it has */
    BARRIER_MS = 1500,
};

/* Marks the request's sectors: they must be looked at or written again. */
static void take_back(struct esp_writer *w, const struct esp_pending *p)
{
    struct esp_sector *sectors = w->plan->sectors + p->first;

    if (p->op == ESP_OP_ERASE_SECTORS) {
        esp_writer_guard_lost(w, p);
        return;
    }
    if (p->op == ESP_OP_GLANCE) {
        w->glancing = false; /* digests follow */
        return;
    }
    for (uint32_t i = 0; i < p->count; i++)
        sectors[i].state =
            p->op == ESP_OP_DIGEST ? ESP_SECTOR_UNSEEN : ESP_SECTOR_CHANGED;
    if (p->op == ESP_OP_DIGEST && p->first < w->scan_next)
        w->scan_next = p->first;
    if (p->first < w->blank_next)
        w->blank_next = p->first;
    if (p->op == ESP_OP_WRITE_REGION) {
        w->backlog += esp_writer_in_backlog(sectors) ? p->count : 0;
        if (p->first < w->write_next)
            w->write_next = p->first;
    }
}

static void take_all_back(struct esp_writer *w)
{
    while (w->pending_count) {
        take_back(w, &w->pending[0]);
        esp_writer_forget(w);
    }
}

int esp_writer_lost(struct esp_writer *w)
{
    const char *rate = esp_link_rate_option(&w->session->link);

    take_back(w, &w->pending[0]);
    esp_writer_forget(w);
    w->good = 0;
    if (w->batch > 1)
        w->batch /= 2; /* a lower rate comes later, if smaller requests do not help */
    else
        w->score++;
    if (++w->failures_since_success > BARREN_MAX)
        return esp_fail(&w->session->fault, ESP_ERR_LINE,
                        "the line loses or garbles almost everything: try another cable%s%s",
                        rate ? " or a lower " : "", rate ? rate : "");
    return 0;
}

void esp_writer_success(struct esp_writer *w)
{
    w->failures_since_success = 0;
    w->recoveries = 0;
    w->last_answer_ms = esp_clock_ms();
    esp_link_achieved(&w->session->link);
    if (w->score)
        w->score--;
    if (++w->good >= GROW_AFTER && w->batch < esp_writer_batch_max(w)) {
        w->batch *= 2;
        if (w->batch > esp_writer_batch_max(w))
            w->batch = esp_writer_batch_max(w);
        w->good = 0;
    }
}

static int recover(struct esp_writer *w)
{
    struct esp_session *s = w->session;
    int err = ESP_ERR_TIMEOUT;

    take_all_back(w);
    w->line_free_ms = w->flash_free_ms = 0;
    if (++w->recoveries <= RECOVERIES_MAX)
        err = esp_session_find_stub(s, &w->resets);
    if (!err)
        err = esp_session_hurry(s);
    if (err && !esp_session_hopeless(err))
        err = esp_session_dead(s);
    w->last_answer_ms = esp_clock_ms();
    return err;
}

int esp_writer_silence(struct esp_writer *w)
{
    uint64_t now = esp_clock_ms(), heard = w->session->link.last_byte_ms;
    bool silent;
    uint64_t dead_ms = DEAD_MS + esp_transport_wire_ms(w->session->transport, w->in_flight) +
                       (uint64_t)esp_transport_network_ms(w->session->transport);

    if (!w->pending_count || now < w->pending[0].due_ms)
        return 0;
    if (heard < w->last_answer_ms)
        heard = w->last_answer_ms;
    silent = now - heard >= dead_ms;
    if (!silent && now - w->last_answer_ms < NO_ANSWER_MS + dead_ms)
        return esp_writer_lost(w);
    w->recoveries += !silent; /* counts twice if bytes come but no answers */
    return recover(w);
}

/* Waits until the stub has finished the requests that it has, because the stub would not
 * notice the request for a lower rate before. */
int esp_writer_slow_down(struct esp_writer *w)
{
    int err;

    if (w->score < TOO_MANY)
        return 0;
    w->score = 0;
    w->batch = 1;
    take_all_back(w);
    err = esp_session_ask_stub(
        w->session, BARRIER_TRIES,
        esp_transport_patience_ms(w->session->transport, BARRIER_MS, BARRIER_MS));
    if (!err)
        err = esp_session_slow_down(w->session);
    if (err > 0)
        return 0; /* no lower rate; only small requests are left to try */
    return !err || esp_session_hopeless(err) ? err : recover(w);
}
