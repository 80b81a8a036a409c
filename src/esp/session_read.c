/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash: delivery in order, and the proof at the end.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "clock.h"
#include "proof.h"
#include "reader.h"
#include "romflash.h"

struct delivery {
    const struct esp_read_request *request;
    struct esp_session *session;
    struct esp_proof proof;
    uint64_t reused; /* bytes that were known already */
};

static int deliver(struct delivery *d, const uint8_t *data, uint32_t size)
{
    const struct esp_read_request *request = d->request;

    if (request->sink(request->ctx, data, size) < 0)
        return esp_fail(&d->session->fault, ESP_ERR_SINK, "the data could not be delivered");
    esp_proof_add(&d->proof, data, size);
    if (request->progress)
        request->progress(request->ctx, d->proof.done, request->size);
    return 0;
}

/* Reads up to there (bytes from the range's start). */
static int fetch_with(struct delivery *d, struct esp_reader *r, uint32_t end)
{
    int err = 0;

    while (d->proof.done < end && !err) {
        struct esp_slot *slot;

        err = esp_reader_fill(r);
        if (!err)
            err = esp_proof_ask(&d->proof);
        if (!err)
            err = esp_reader_step(r);
        while (!err && (slot = esp_reader_ready(r)) != NULL) {
            uint64_t before = esp_clock_ms();

            err = deliver(d, slot->data, slot->size);
            esp_reader_pop(r);
            if (!err)
                err = esp_reader_resume(r, esp_clock_ms() - before);
        }
    }
    return err;
}

static void take_digest(void *ctx, const struct esp_answer *answer)
{
    esp_proof_answer(&((struct delivery *)ctx)->proof, answer);
}

static int fetch(struct delivery *d, uint32_t end)
{
    struct esp_reader r = {0};
    int err;

    if (d->proof.done >= end)
        return 0;
    err = esp_reader_init(&r, d->session, d->request->offset + d->proof.done,
                          end - d->proof.done);
    r.other = take_digest;
    r.other_ctx = d;
    if (!err)
        err = fetch_with(d, &r, end);
    esp_reader_free(&r);
    return err;
}

/* ---- what is known already ---- */

/* Up to there from what the caller has. */
static int reuse(struct delivery *d, uint32_t end)
{
    int err = 0;

    while (d->proof.done < end && !err) {
        uint32_t left = end - d->proof.done;
        uint32_t n = left < ESP_SLOT_MAX ? left : ESP_SLOT_MAX;

        d->reused += n;
        err = deliver(d, d->request->base + d->proof.done, n);
    }
    return err;
}

struct difference {
    uint32_t offset, size; /* bytes, from the range's start */
};

struct differences {
    struct delivery *d;
    struct difference *list;
    size_t count, room;
    bool full; /* out of memory */
};

static void note_difference(void *ctx, uint32_t offset, uint32_t size)
{
    struct differences *all = ctx;

    if (all->count == all->room) {
        size_t room = all->room ? 2 * all->room : 64;
        struct difference *list = realloc(all->list, room * sizeof(*list));

        if (!list) {
            all->full = true;
            return;
        }
        all->list = list;
        all->room = room;
    }
    all->list[all->count++] = (struct difference){
        .offset = offset - all->d->request->offset,
        .size = size,
    };
}

static int find_differences(struct delivery *d, uint32_t known, struct differences *all)
{
    const struct esp_image image = {
        .offset = d->request->offset,
        .size = known,
        .data = d->request->base,
    };
    int err = esp_session_compare(d->session, &image, 1, note_difference, NULL, all);

    if (!err && all->full)
        err = esp_fail(&d->session->fault, ESP_ERR_NOMEM, "out of memory");
    return err;
}

/* Reads what differs from the base or lies beyond it. */
static int fetch_differences(struct delivery *d)
{
    const struct esp_read_request *request = d->request;
    uint32_t known = request->base_size < request->size ? request->base_size : request->size;
    struct differences all = {.d = d};
    int err = request->base && known ? find_differences(d, known, &all) : 0;

    if (!request->base)
        known = 0;
    for (size_t i = 0; i < all.count && !err; i++) {
        err = reuse(d, all.list[i].offset);
        if (!err)
            err = fetch(d, all.list[i].offset + all.list[i].size);
    }
    free(all.list);
    if (!err)
        err = reuse(d, known);
    return err ? err : fetch(d, request->size);
}

/* Through the loader: each piece was read twice, and that must do. */
static int take_piece(void *ctx, const uint8_t *data, size_t size)
{
    struct delivery *d = ctx;

    if (d->request->sink(d->request->ctx, data, size) < 0)
        return -1;
    esp_proof_add(&d->proof, data, (uint32_t)size);
    return 0;
}

static void pass_progress(void *ctx, uint64_t done, uint64_t total)
{
    const struct esp_read_request *request = ((struct delivery *)ctx)->request;

    if (request->progress)
        request->progress(request->ctx, done, total);
}

static int read_by_loader(struct delivery *d)
{
    const struct esp_read_request *request = d->request;

    return esp_romflash_read(d->session, request->offset, request->size, take_piece,
                             pass_progress, d);
}

static int read_by_stub(struct delivery *d)
{
    int err = fetch_differences(d);

    return err ? err : esp_proof_finish(&d->proof, d->request->progress, d->request->ctx);
}

static int check_request(struct esp_session *s, const struct esp_read_request *request)
{
    uint32_t flash = s->board.flash_size;

    if (s->state != ESP_STATE_STUB && s->state != ESP_STATE_ROM)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    if (request->size == 0 || !request->sink)
        return esp_fail(&s->fault, ESP_ERR_ARG, "nothing to read");
    if ((uint64_t)request->offset + request->size > (flash ? flash : UINT32_MAX))
        return esp_fail(&s->fault, ESP_ERR_RANGE, "the range goes past the end of the flash");
    return 0;
}

int esp_session_read(struct esp_session *s, const struct esp_read_request *request, uint8_t *md5)
{
    struct delivery d = {.request = request, .session = s};
    int err = check_request(s, request);

    if (err)
        return err;
    err = esp_proof_start(&d.proof, s, request->offset, request->size);
    if (!err)
        err = s->state == ESP_STATE_STUB ? read_by_stub(&d) : read_by_loader(&d);
    if (!err && md5)
        EVP_DigestFinal_ex(d.proof.whole, md5, NULL);
    esp_proof_free(&d.proof);
    if (request->reused)
        *request->reused = d.reused;
    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
