/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash through the stub: delivery in order, and the proof at the end.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/clock.h"
#include "esp/flash/proof.h"
#include "esp/flash/readeta.h"
#include "esp/flash/stub/spans.h"
#include "esp/flash/stub/stub_ops.h"
#include "esp/flash/stub/stubread.h"

enum {
    PORTION = 0x8000, /* bytes delivered at a time */
};

struct delivery {
    const struct esp_read_request *request;
    struct esp_session *session;
    struct esp_proof *proof;
    struct esp_spans spans; /* parts that must be read; request->base has the rest */
    size_t span;            /* the first span that is not completely requested */
    uint32_t next;          /* offset in the range; nothing is requested from there on */
    struct esp_reader reader;
    uint64_t reused; /* bytes that were known already */
    bool was_blank;  /* the part that was delivered last was blank */
    struct esp_read_eta eta;
};

static void show_progress(const struct delivery *d)
{
    const struct esp_read_request *request = d->request;

    if (request->progress)
        request->progress(request->ctx, (uint64_t)d->proof->done + esp_reader_partly(&d->reader),
                          request->size);
}

static int deliver_portion(struct delivery *d, const uint8_t *data, uint32_t size)
{
    if (d->request->sink(d->request->ctx, data, size) < 0)
        return esp_fail(&d->session->fault, ESP_ERR_SINK, "the data could not be delivered");
    esp_proof_add(d->proof, data, size);
    esp_read_eta_done(&d->eta);
    show_progress(d);
    return 0;
}

/* data is NULL if the part is blank. */
static int deliver(struct delivery *d, const uint8_t *data, uint32_t size)
{
    uint8_t blank[PORTION];
    int err = 0;

    if (!data)
        memset(blank, 0xff, sizeof(blank));
    for (uint32_t n, at = 0; at < size && !err; at += n) {
        n = size - at < PORTION ? size - at : PORTION;
        err = deliver_portion(d, data ? data + at : blank, n);
    }
    return err;
}

/* The end of the run that begins at d->next.  A run is either completely known or must be
 * read completely; *known tells which. */
static uint32_t run_end(const struct delivery *d, bool *known)
{
    const struct esp_span *span;

    *known = true;
    if (d->span == d->spans.count)
        return d->request->size;
    span = &d->spans.list[d->span];
    *known = d->next < span->offset;
    return *known ? span->offset : span->offset + span->size;
}

static void know(struct delivery *d, uint32_t size, const uint8_t *data)
{
    esp_reader_know(&d->reader, d->request->offset + d->next, size, data);
    d->next += size;
}

/* How many bytes from d->next on are blank by the chip's digests.  Stops at end. */
static uint32_t blank_size(const struct delivery *d, uint32_t end)
{
    uint32_t at = d->next;

    while (at < end && end - at >= ESP_PROOF_UNIT &&
           esp_proof_guess(d->proof, at) == ESP_GUESS_BLANK)
        at += ESP_PROOF_UNIT;
    return at - d->next;
}

/* Flash after a blank part is usually blank, too.  There a digest comes first: it costs the
 * chip less than reading the part and then computing the digest that proves it. */
static bool may_be_blank(const struct delivery *d, uint32_t end)
{
    if (d->next < ESP_PROOF_UNIT || end - d->next < ESP_PROOF_UNIT)
        return false;
    return d->was_blank ||
           esp_proof_guess(d->proof, d->next - ESP_PROOF_UNIT) == ESP_GUESS_BLANK;
}

/* If parts are smaller than a unit, a part ends where the unit ends.  Then the next part
 * begins with a unit, whose digest can show that it is blank. */
static uint32_t part_max(const struct delivery *d)
{
    uint32_t most = esp_reader_part_max(&d->reader);
    uint32_t left = ESP_PROOF_UNIT - d->next % ESP_PROOF_UNIT;

    return most < ESP_PROOF_UNIT && most > left ? left : most;
}

/* Asks for one part of unknown contents, which ends at "end" at the latest.  Sets *wait if
 * digests must come first. */
static int ask_unknown(struct delivery *d, uint32_t end, bool *wait)
{
    enum esp_guess guess = esp_proof_guess(d->proof, d->next);
    uint32_t n = end - d->next, address = d->request->offset + d->next;

    *wait = may_be_blank(d, end) && (guess == ESP_GUESS_NONE || guess == ESP_GUESS_ASKED);
    if (*wait)
        return esp_reader_look(&d->reader);
    if (n > part_max(d))
        n = part_max(d);
    d->next += n;
    return esp_reader_fetch(&d->reader, address, n);
}

/* Sends as many requests as there is room for. */
static int fill(struct delivery *d)
{
    bool wait = false;
    int err = 0;

    while (d->next < d->request->size && esp_reader_room(&d->reader) && !wait && !err) {
        bool known;
        uint32_t end = run_end(d, &known), blank;

        if (known) {
            d->reused += end - d->next;
            know(d, end - d->next, d->request->base + d->next);
        } else if ((blank = blank_size(d, end)) != 0) {
            know(d, blank, NULL);
        } else {
            err = ask_unknown(d, end, &wait);
        }
        d->span += !known && d->next == end;
    }
    return err;
}

static int pass_on(struct delivery *d)
{
    uint64_t before = esp_clock_ms();
    struct esp_slot *slot;
    bool heavy;
    int err = 0;

    while (!err && (slot = esp_reader_ready(&d->reader)) != NULL) {
        heavy = !slot->known && !esp_slot_is_blank(slot);
        esp_read_eta_part(&d->eta, heavy, heavy ? (uint32_t)slot->stream : 0);
        err = deliver(d, esp_slot_contents(slot), slot->size);
        d->was_blank = esp_slot_is_blank(slot);
        esp_reader_pop(&d->reader);
    }
    return err ? err : esp_reader_resume(&d->reader, esp_clock_ms() - before);
}

static int fetch(struct delivery *d)
{
    int err = 0;

    while (d->proof->done < d->request->size && !err) {
        err = fill(d);
        if (!err && !esp_reader_ready(&d->reader)) {
            err = esp_reader_step(&d->reader);
            show_progress(d);
        }
        if (!err)
            err = pass_on(d);
    }
    return err;
}

/* ---- digests meanwhile ---- */

static uint32_t choose_looks(void *ctx, uint64_t order, uint32_t limit, uint32_t *address)
{
    struct delivery *d = ctx;

    return esp_proof_choose(d->proof, d->next, order, limit, address);
}

static bool take_digests(void *ctx, const struct esp_answer *answer)
{
    struct delivery *d = ctx;
    bool news = esp_proof_take(d->proof, answer);

    if (news)
        esp_read_eta_look(&d->eta);
    return news;
}

static void requests_over(void *ctx, uint64_t order)
{
    ((struct delivery *)ctx)->proof->settled_upto = order;
}

/* ---- the time that is left ---- */

/* Microseconds for a unit, measured with a simulated ESP8266 at 921600 baud.  The time that
 * the reading takes corrects them. */
#define LOOK_US 14000.0
#define LIGHT_US 500.0
#define HEAVY_US 20000.0

static void begin_eta(struct delivery *d)
{
    const struct esp_eta_costs costs = {
        .look = LOOK_US,
        .light = LIGHT_US,
        .heavy = HEAVY_US,
        .byte = esp_transport_byte_us(d->session->transport),
        .unit_bytes = ESP_PROOF_UNIT,
    };

    esp_read_eta_begin(&d->eta, d->session, d->proof, &costs);
}

static int read_all(struct delivery *d)
{
    const struct esp_looks looks = {choose_looks, take_digests, requests_over, d};
    int err = esp_reader_init(&d->reader, d->session, &looks);

    if (!err)
        err = esp_session_hurry(d->session);
    if (!err)
        err = esp_spans_find(&d->spans, d->session, d->request);
    for (size_t i = 0; i < d->spans.count && !err; i++)
        esp_proof_need(d->proof, d->spans.list[i].offset, d->spans.list[i].size);
    if (!err && d->request->progress)
        begin_eta(d);
    if (!err)
        err = fetch(d);
    esp_reader_free(&d->reader);
    esp_spans_free(&d->spans);
    if (!err)
        err = esp_proof_finish(d->proof, d->request->progress, d->request->ctx);
    return err;
}

int esp_stub_read(struct esp_session *s, const struct esp_read_request *request,
                  struct esp_proof *proof, uint64_t *reused)
{
    struct delivery d = {.request = request, .session = s, .proof = proof};
    int err = read_all(&d);

    *reused = d.reused;
    return err;
}
