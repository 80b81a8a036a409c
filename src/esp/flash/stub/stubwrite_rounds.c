/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing images through the stub: the order of the steps, and the proof.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/stub_ops.h"
#include "esp/flash/stub/stubwrite.h"
#include "esp/flash/write.h"

enum {
    TRIES = 3, /* to write a sector whose contents are wrong afterwards; the stub itself
                * writes it once */
    ROUNDS_MAX = 5, /* if the chip is reset again and again */
    FINISH_TRIES = 2,
    FINISH_MS = 1500, /* enough to write a few sectors */
};

/* Writes until every sector that may be written now is right.  If a reset of the chip undid
 * something, the flash is not at fault. */
static int write_and_prove(struct esp_writer *w)
{
    uint32_t bad = 0;

    for (int i = 0; i < TRIES; i++) {
        int err = esp_writer_run(w);

        if (!err && !w->compare_only)
            err = esp_writer_prove(w, &bad);
        if (err || !bad || esp_writer_disturbed(w))
            return err;
    }
    for (uint32_t i = 0; i < w->plan->sector_count; i++)
        if (w->plan->sectors[i].state == ESP_SECTOR_CHANGED &&
            esp_writer_may_write(w, i))
            return esp_write_name_bad(w->session, &w->plan->sectors[i], bad, &w->report);
    return esp_fail(&w->session->fault, ESP_ERR_CHECK, "the flash did not take what was written");
}

/* Writes the guards last, the first image's guard after all others. */
static int write_guards(struct esp_writer *w)
{
    struct esp_plan *plan = w->plan;
    int err = 0;

    w->guards_now = true;
    for (size_t i = plan->image_count; i-- > 0 && !err && !esp_writer_disturbed(w);) {
        struct esp_sector *guard = plan->guards[i] < 0 ? NULL : &plan->sectors[plan->guards[i]];

        if (!guard || guard->state != ESP_SECTOR_CHANGED)
            continue;
        w->only_guard = (uint32_t)plan->guards[i];
        err = write_and_prove(w);
    }
    return err;
}

static int write_round(void *ctx, bool again)
{
    struct esp_writer *w = ctx;
    int err;

    if (again)
        esp_writer_forget_verified(w);
    w->contacts = w->session->contacts;
    esp_writer_begin_eta(w);
    err = write_and_prove(w);
    return err || esp_writer_disturbed(w) ? err : write_guards(w);
}

/* Lets the stub carry out the requests that it has, before the board is reset.  A sector
 * that is erased but not written yet may hold bytes that the image does not cover: they
 * would be lost. */
static void let_finish(struct esp_session *s)
{
    s->transport->cancel = NULL;
    esp_session_ask_stub(s, FINISH_TRIES,
                         esp_transport_patience_ms(s->transport, FINISH_MS, FINISH_MS));
    s->transport->cancel = s->cancel;
}

int esp_stub_write(struct esp_session *s, struct esp_plan *plan,
                   const struct esp_write_request *request, struct esp_write_report *report)
{
    struct esp_writer w;
    int err = esp_writer_init(&w, s, plan);

    if (!err)
        err = esp_session_hurry(s);
    w.progress = request->progress;
    w.ctx = request->ctx;
    w.compare_only = request->dry_run;
    if (!err)
        err = esp_session_undisturbed(s, ROUNDS_MAX, write_round, &w);
    if (err == ESP_ERR_CANCELLED)
        let_finish(s);
    *report = w.report;
    report->line_ms = (uint32_t)esp_transport_estimate_ms(s->transport, report->sent);
    esp_writer_free(&w);
    return err;
}
