/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carrying out a plan through the stub: choosing the next request, handling answers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/stubwrite.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "esp/wire/digest.h"

enum {
    STEP_MS = 100,
    BACKLOG = 4,    /* sectors that are ready to be written and make one request */
    ANSWER_MS = 2500, /* flash work that can delay an answer */
    DIGEST_BYTES_PER_MS = 1000,
    COMPRESSION = 9,
};

int esp_writer_init(struct esp_writer *w, struct esp_session *s, struct esp_plan *plan)
{
    uint8_t blank[ESP_SECTOR_SIZE];

    *w = (struct esp_writer){
        .session = s,
        .plan = plan,
        .report = {.sectors = plan->sector_count},
    };
    w->batch = esp_writer_batch_max(w);
    memset(blank, 0xff, sizeof(blank));
    w->guard_state = calloc(plan->image_count, sizeof(*w->guard_state));
    w->request = malloc(sizeof(struct esp_write_region) + ESP_WRITE_MAX);
    if (w->guard_state && w->request &&
        EVP_Digest(blank, sizeof(blank), w->blank_md5, NULL, EVP_md5(), NULL) &&
        deflateInit2(&w->deflate, COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9,
                     Z_DEFAULT_STRATEGY) == Z_OK) {
        w->deflate_ready = true;
        return 0;
    }
    return esp_fail(&s->fault, ESP_ERR_NOMEM, "out of memory");
}

void esp_writer_free(struct esp_writer *w)
{
    if (w->deflate_ready)
        deflateEnd(&w->deflate);
    free(w->guard_state);
    free(w->request);
}

void esp_writer_show_progress(struct esp_writer *w)
{
    if (w->progress)
        w->progress(w->ctx, (uint64_t)w->done * ESP_SECTOR_SIZE,
                    (uint64_t)w->plan->sector_count * ESP_SECTOR_SIZE);
}

/* ---- sending ---- */

int esp_writer_send(struct esp_writer *w, const struct esp_pending *what, const void *data,
                    size_t size)
{
    struct esp_pending *p;
    uint64_t now = esp_clock_ms();

    if (w->pending_count == ESP_WRITER_PENDING)
        return esp_fail(&w->session->fault, ESP_ERR_ARG, "too many requests at once");
    p = &w->pending[w->pending_count++];

    if (w->line_free_ms < now)
        w->line_free_ms = now;
    w->line_free_ms += esp_transport_estimate_ms(w->session->transport, what->wire);
    *p = *what;
    p->due_ms = w->line_free_ms + (uint64_t)esp_transport_patience_ms(w->session->transport,
                                                                      ANSWER_MS, ANSWER_MS);
    w->in_flight += p->wire;
    w->next_tag++;
    if (p->op != ESP_OP_DIGEST && p->op != ESP_OP_GLANCE) {
        w->changes++;
        w->report.begun = true;
    }
    p->changes = w->changes;
    return esp_stub_send(&w->session->link, p->op, data, size);
}

/* True if the sector is looked at only in the second part of the run. */
static bool comes_later(const struct esp_writer *w, const struct esp_sector *sector)
{
    return sector->state == ESP_SECTOR_UNSEEN && sector->in_blank && !w->blank_too;
}

/* True if there is a sector to look at; then scan_next is that sector. */
static bool unseen(struct esp_writer *w)
{
    const struct esp_sector *sectors = w->plan->sectors;

    while (w->scan_next < w->plan->sector_count &&
           (sectors[w->scan_next].state != ESP_SECTOR_UNSEEN ||
            comes_later(w, &sectors[w->scan_next])))
        w->scan_next++;
    return w->scan_next < w->plan->sector_count;
}

/* The next sector to write now, or -1. */
static int64_t next_changed(struct esp_writer *w)
{
    const struct esp_plan *plan = w->plan;

    while (w->write_next < plan->sector_count) {
        const struct esp_sector *sector = &plan->sectors[w->write_next];

        if (sector->state == ESP_SECTOR_CHANGED && esp_writer_may_write(w, w->write_next))
            return w->write_next;
        if ((sector->state == ESP_SECTOR_UNSEEN || sector->state == ESP_SECTOR_ASKED) &&
            !comes_later(w, sector))
            return -1;
        w->write_next++;
    }
    return -1;
}

static bool is_full(const struct esp_writer *w)
{
    return w->pending_count >= ESP_WRITER_PENDING ||
           w->pending_count >= w->session->stub.limits.requests;
}

/* Sends one more request, or the erase of a guard and one more; returns 1 if there is nothing
 * to send now. */
static int send_one(struct esp_writer *w)
{
    int64_t next;
    int ready;

    if (is_full(w))
        return 1;
    /* Digests and writes take turns: the chip computes digests while the line carries
     * contents. */
    if ((w->backlog < BACKLOG || w->look_now) && !esp_writer_looking(w) && unseen(w))
        return esp_writer_look(w, w->scan_next);
    next = next_changed(w);
    if (next < 0)
        return 1;
    ready = esp_writer_send_blank(w);
    if (ready <= 0 || is_full(w))
        return ready;
    ready = w->guards_now ? 1 : esp_writer_guard(w, w->plan->sectors[next].image);
    /* After the erase of the guard, the chip has digests to compute while the first contents
     * come. */
    if (ready == 0 && !is_full(w) && !esp_writer_looking(w) && unseen(w))
        return esp_writer_look(w, w->scan_next);
    if (ready <= 0)
        return ready ? ready : 1;
    w->look_now = true;
    return esp_writer_send_sectors(w, (uint32_t)next);
}

/* ---- answers ---- */

void esp_writer_count(struct esp_writer *w, struct esp_sector *sector)
{
    if (sector->counted)
        return;
    sector->counted = true;
    w->report.changed++;
    w->report.erase += !sector->blank;
}

static void take_written(struct esp_writer *w, const struct esp_pending *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        w->plan->sectors[p->first + i].state = ESP_SECTOR_WRITTEN;
        esp_writer_sector_eta(w, p->first + i);
    }
    w->done += p->count;
}

static struct esp_pending *find(struct esp_writer *w, const struct esp_answer *answer)
{
    for (unsigned i = 0; i < w->pending_count; i++)
        if (w->pending[i].op == answer->op && w->pending[i].tag == answer->value)
            return &w->pending[i];
    return NULL;
}

void esp_writer_forget(struct esp_writer *w)
{
    w->in_flight -= w->pending[0].wire;
    w->pending_count--;
    memmove(w->pending, w->pending + 1, w->pending_count * sizeof(w->pending[0]));
}

/* The stub refused the oldest request.  Returns 0 if the request is to be sent again.  A
 * status has no check against damage, so a refusal counts only when the stub repeats it. */
static int refused(struct esp_writer *w, uint8_t status)
{
    uint32_t address = w->plan->sectors[w->pending[0].first].address;
    struct esp_fault *fault = &w->session->fault;
    bool again = w->refusal == status;

    w->refusal = status;
    if (!again)
        return 0;
    switch (status) {
    case ESP_STUB_FLASH_TIMEOUT:
        return esp_fail(fault, ESP_ERR_STATUS, "the flash does not get ready, before 0x%x",
                        (unsigned)address);
    case ESP_STUB_PROTECTED:
        return esp_fail(fault, ESP_ERR_STATUS,
                        "the flash is write-protected: is its WP pin wired to ground?");
    case ESP_STUB_UNSURE:
    case ESP_STUB_ERASED_MORE: /* the session reports the details at the end */
        return esp_fail(fault, ESP_ERR_CHECK, "the flash is not what it seems to be, before 0x%x",
                        (unsigned)address);
    case ESP_STUB_BAD_RANGE:
        return esp_fail(fault, ESP_ERR_RANGE, "0x%x is past the end of the flash",
                        (unsigned)address);
    default:
        return 0;
    }
}

/* Takes an answer to the oldest request.  True if the answer is good. */
static bool take(struct esp_writer *w, const struct esp_answer *answer)
{
    const struct esp_pending *p = &w->pending[0];

    switch (p->op) {
    case ESP_OP_DIGEST:
        return esp_writer_take_digests(w, p, answer);
    case ESP_OP_GLANCE:
        return esp_writer_take_glances(w, p, answer);
    case ESP_OP_ERASE_SECTORS:
        return esp_writer_guard_answer(w, p, answer) > 0;
    default:
        take_written(w, p);
        return true;
    }
}

static int handle(struct esp_writer *w, const struct esp_answer *answer)
{
    bool good = esp_answer_good(answer);
    uint8_t refusal = esp_answer_refusal(answer);
    struct esp_pending *p;
    int err = 0;

    if (!w->pending_count)
        return 0;
    if (refusal == ESP_STUB_BAD_CHECK)
        return esp_writer_lost(w); /* the answer has no tag that would name its request */
    p = find(w, answer);
    if (!p)
        return 0; /* a late or damaged answer */
    while (&w->pending[0] != p && !err) {
        err = esp_writer_lost(w);
        p--; /* the other requests move up in the list */
    }
    if (!err && refusal)
        err = refused(w, refusal);
    if (err)
        return err;
    if (!good || !take(w, answer))
        return esp_writer_lost(w);
    esp_writer_forget(w);
    esp_writer_success(w);
    esp_writer_show_progress(w);
    return 0;
}

/* A useless answer counts as silence. */
static int step(struct esp_writer *w)
{
    unsigned pending = w->pending_count;
    struct esp_answer answer;
    int err = esp_link_receive(&w->session->link, &answer, STEP_MS);

    if (!err)
        err = handle(w, &answer);
    if (err == ESP_ERR_TIMEOUT || (!err && w->pending_count == pending))
        err = esp_writer_silence(w);
    return err ? err : esp_writer_slow_down(w);
}

static int run_part(struct esp_writer *w, bool blank_too)
{
    int err = 0;

    w->blank_too = blank_too;
    w->scan_next = w->write_next = 0;
    w->last_answer_ms = esp_clock_ms();
    do {
        int sent;

        do
            sent = send_one(w);
        while (sent == 0);
        err = sent < 0 ? sent : 0;
        if (!err && w->pending_count)
            err = step(w);
    } while (!err && (w->pending_count || unseen(w) || next_changed(w) >= 0));
    return err;
}

int esp_writer_run(struct esp_writer *w)
{
    int err = run_part(w, false);

    return err ? err : run_part(w, true);
}

void esp_writer_forget_verified(struct esp_writer *w)
{
    for (uint32_t i = 0; i < w->plan->sector_count; i++)
        w->plan->sectors[i].state = ESP_SECTOR_UNSEEN;
    w->done = w->backlog = w->erased_to = w->resets = 0;
    w->guards_now = w->blanks_wait = w->glancing = false;
    w->blank_next = w->glanced_to = 0;
    esp_writer_forget_guards(w);
    if (w->compare_only) /* the estimate begins again */
        w->report.sent = w->report.flash_ms = 0;
}
