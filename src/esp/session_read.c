/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash: delivery in order, and the proof at the end.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>
#include <stdlib.h>

#include "clock.h"
#include "reader.h"
#include "romflash.h"

/* The chip digests that much in about half a second: small enough that a
 * pulled cable is noticed in time. */
enum { DIGEST_UNIT = 0x20000 };

struct delivery {
    const struct esp_read_request *request;
    struct esp_session *session;
    uint32_t done; /* bytes */
    EVP_MD_CTX *whole, *part;
    uint8_t (*parts)[ESP_MD5_SIZE]; /* of each DIGEST_UNIT bytes */
    uint32_t part_count;
};

static int start(struct delivery *d)
{
    uint32_t parts = (d->request->size - 1) / DIGEST_UNIT + 1;

    d->whole = EVP_MD_CTX_new();
    d->part = EVP_MD_CTX_new();
    d->parts = calloc(parts, sizeof(*d->parts));
    if (d->whole && d->part && d->parts && EVP_DigestInit_ex(d->whole, EVP_md5(), NULL) &&
        EVP_DigestInit_ex(d->part, EVP_md5(), NULL))
        return 0;
    return esp_fail(&d->session->fault, ESP_ERR_NOMEM, "out of memory");
}

static void finish(struct delivery *d)
{
    EVP_MD_CTX_free(d->whole);
    EVP_MD_CTX_free(d->part);
    free(d->parts);
}

static void end_part(struct delivery *d)
{
    EVP_DigestFinal_ex(d->part, d->parts[d->part_count++], NULL);
    EVP_DigestInit_ex(d->part, EVP_md5(), NULL);
}

static void digest(struct delivery *d, const uint8_t *data, uint32_t size)
{
    EVP_DigestUpdate(d->whole, data, size);
    while (size) {
        uint32_t room = DIGEST_UNIT - d->done % DIGEST_UNIT;
        uint32_t n = size < room ? size : room;

        EVP_DigestUpdate(d->part, data, n);
        d->done += n;
        if (n == room || d->done == d->request->size)
            end_part(d);
        data += n;
        size -= n;
    }
}

static int deliver(struct delivery *d, const struct esp_slot *slot)
{
    const struct esp_read_request *request = d->request;

    if (request->sink(request->ctx, slot->data, slot->size) < 0)
        return esp_fail(&d->session->fault, ESP_ERR_SINK, "the data could not be delivered");
    digest(d, slot->data, slot->size);
    if (request->progress)
        request->progress(request->ctx, d->done, request->size);
    return 0;
}

static int fetch(struct delivery *d, struct esp_reader *r)
{
    int err = 0;

    while (d->done < d->request->size && !err) {
        struct esp_slot *slot;

        err = esp_reader_fill(r);
        if (!err)
            err = esp_reader_step(r);
        while (!err && (slot = esp_reader_ready(r)) != NULL) {
            uint64_t before = esp_clock_ms();

            err = deliver(d, slot);
            esp_reader_pop(r);
            if (!err)
                err = esp_reader_resume(r, esp_clock_ms() - before);
        }
    }
    return err;
}

static int prove(struct delivery *d, uint8_t *md5)
{
    const struct esp_digest_check check = {
        .address = d->request->offset,
        .size = d->request->size,
        .unit = DIGEST_UNIT,
        .md5 = (const uint8_t (*)[ESP_MD5_SIZE])d->parts,
        .progress = d->request->progress,
        .ctx = d->request->ctx,
    };
    int err = esp_session_check_digests(d->session, &check);

    if (!err && md5)
        EVP_DigestFinal_ex(d->whole, md5, NULL);
    return err;
}

/* Through the loader: each piece was read twice, and that must do. */
static int take_piece(void *ctx, const uint8_t *data, size_t size)
{
    struct delivery *d = ctx;

    if (d->request->sink(d->request->ctx, data, size) < 0)
        return -1;
    EVP_DigestUpdate(d->whole, data, size);
    return 0;
}

static void pass_progress(void *ctx, uint64_t done, uint64_t total)
{
    const struct esp_read_request *request = ((struct delivery *)ctx)->request;

    if (request->progress)
        request->progress(request->ctx, done, total);
}

static int read_by_loader(struct delivery *d, uint8_t *md5)
{
    const struct esp_read_request *request = d->request;
    int err = start(d);

    if (!err)
        err = esp_romflash_read(d->session, request->offset, request->size, take_piece,
                                pass_progress, d);
    if (!err && md5)
        EVP_DigestFinal_ex(d->whole, md5, NULL);
    return err;
}

static int read_by_stub(struct delivery *d, uint8_t *md5)
{
    struct esp_reader r = {0};
    int err = start(d);

    if (!err)
        err = esp_reader_init(&r, d->session, d->request->offset, d->request->size);
    if (!err)
        err = fetch(d, &r);
    esp_reader_free(&r);
    return err ? err : prove(d, md5);
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
    err = s->state == ESP_STATE_STUB ? read_by_stub(&d, md5) : read_by_loader(&d, md5);
    finish(&d);
    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
