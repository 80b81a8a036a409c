/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash by a ROM's commands.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An answer does not tell which bytes it has.  So if a request or an answer was lost, the
 * rest of that reading does not count.  Contents count when their MD5 is the chip's.  Where
 * the two differ, digests of smaller pieces tell which pieces have to be read again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "esp/flash/etasample.h"
#include "esp/flash/readeta.h"
#include "esp/flash/rom/cmdflash_impl.h"
#include "esp/rom/loader.h"

enum {
    CHUNK = ESP_ROMCMD_CHUNK,
    UNIT = ESP_PROOF_UNIT,
    /* Requests under way.  The ROM's receive ring has 256 bytes and no overflow check.
     * Observed on the ESP32's ROM: of requests that came while it computed a digest, 224
     * bytes were all answered, of 252 bytes none. */
    AT_ONCE = 224 / ESP_ROMCMD_READ_WIRE,
    ANSWER_MS = 300,
    ANSWER_REMOTE_MS = 1500,
    ODD_MAX = 30,      /* readings in a row in which not one chunk arrived */
    READINGS_MAX = 40, /* of one small piece */
    PROOFS_MAX = 4,    /* of one unit */
    /* Pieces whose digests are compared when the digest of a unit differs. */
    LARGE_PIECE = 0x1000,
    SMALL_PIECE = 0x100,
    /* For the estimate: bytes on the wire for an answer of 64 bytes: header, contents, status
     * and two ENDs, with one byte escaped now and then. */
    ANSWER_WIRE = ESP_HEADER_SIZE + CHUNK + ESP_STATUS_SIZE_MAX + 2 + 1,
};

#define DIGEST_US 30000.0 /* for a unit, about */

/* ---- a reading without proof ---- */

struct reading {
    struct esp_session *s;
    uint32_t address, size;
    uint8_t *data;
    uint32_t asked, taken; /* bytes */
};

static uint32_t chunk_at(const struct reading *r, uint32_t offset)
{
    return r->size - offset < CHUNK ? r->size - offset : CHUNK;
}

static int ask(struct reading *r)
{
    uint8_t wire[AT_ONCE * ESP_SLIP_ROOM(ESP_HEADER_SIZE + 8)];
    struct esp_link *link = &r->s->link;
    struct esp_slip_writer w;

    esp_slip_writer_init(&w, wire, sizeof(wire));
    while (r->asked < r->size && r->asked - r->taken < AT_ONCE * CHUNK) {
        uint32_t n = chunk_at(r, r->asked);

        esp_rom_put_read(&w, r->address + r->asked, n);
        r->asked += n;
    }
    if (w.used == 0)
        return 0;
    link->asked[ESP_OP_READ_FLASH_SLOW] = true;
    return esp_transport_write(link->transport, wire, w.used, 4 * esp_link_patience_ms(link));
}

/* Takes an answer.  1 if a request or an answer was damaged or lost. */
static int take(struct reading *r)
{
    struct esp_link *link = &r->s->link;
    uint64_t damaged = link->damaged + link->foreign;
    uint32_t n = chunk_at(r, r->taken);
    struct esp_answer answer;
    int err = esp_link_receive(link, &answer,
                               esp_transport_patience_ms(link->transport, ANSWER_MS,
                                                         ANSWER_REMOTE_MS));

    if (err)
        return err == ESP_ERR_TIMEOUT ? 1 : err;
    if (link->damaged + link->foreign != damaged || answer.op != ESP_OP_READ_FLASH_SLOW ||
        answer.size != CHUNK || !esp_answer_good(&answer))
        return 1;
    memcpy(r->data + r->taken, answer.data, n);
    r->taken += n;
    return 0;
}

static int read_on(struct reading *r)
{
    int err = 0;

    r->asked = r->taken;
    while (r->taken < r->size && !err) {
        err = ask(r);
        if (!err)
            err = take(r);
    }
    return err;
}

/* Reads the range; the line may have damaged what arrives. */
int esp_cmdflash_rom_fetch(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data)
{
    struct reading r = {.s = s, .address = address, .size = size, .data = data};
    uint32_t before;
    int err, odd = 0;

    do {
        before = r.taken;
        err = esp_cmdflash_ready(s);
        if (!err)
            err = read_on(&r);
        if (err <= 0 && !esp_worth_retry(err))
            return err;
        odd = r.taken == before ? odd + 1 : 0;
        /* What arrived before the damage may belong to other requests: each piece is proven
         * later. */
        err = esp_cmdflash_recover(s);
        if (err)
            return err;
    } while (odd < ODD_MAX);
    return esp_fail(&s->fault, ESP_ERR_TIMEOUT, "too much is lost on the line");
}

/* ---- the proof of a unit ---- */

static bool is_md5_of(const uint8_t *md5, const uint8_t *data, uint32_t size)
{
    uint8_t own[ESP_MD5_SIZE];

    esp_cmdflash_md5_of(data, size, own);
    return memcmp(md5, own, sizeof(own)) == 0;
}

static int reads_differently(struct esp_session *s, uint32_t address, uint32_t size)
{
    return esp_fail(&s->fault, ESP_ERR_CHECK,
                    "what arrived is not what the flash has between 0x%x and 0x%x: the flash reads "
                    "differently each time",
                    (unsigned)address, (unsigned)(address + size - 1));
}

/* Reads a small piece until it has the chip's digest. */
static int mend_small(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data)
{
    uint8_t md5[ESP_MD5_SIZE];

    for (int i = 0; i < READINGS_MAX; i++) {
        int err = esp_cmdflash_md5(s, address, size, md5);

        if (err)
            return err;
        if (is_md5_of(md5, data, size)) {
            esp_link_achieved(&s->link);
            return 0;
        }
        err = s->acts->fetch(s, address, size, data);
        if (err)
            return err;
    }
    return reads_differently(s, address, size);
}

static int mend_large(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data)
{
    uint8_t md5[ESP_MD5_SIZE];
    int err = esp_cmdflash_md5(s, address, size, md5);

    if (err || is_md5_of(md5, data, size))
        return err;
    for (uint32_t at = 0; at < size && !err; at += SMALL_PIECE)
        err = mend_small(s, address + at, size - at < SMALL_PIECE ? size - at : SMALL_PIECE,
                         data + at);
    return err;
}

static int mend(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data)
{
    int err = 0;

    for (uint32_t at = 0; at < size && !err; at += LARGE_PIECE)
        err = mend_large(s, address + at, size - at < LARGE_PIECE ? size - at : LARGE_PIECE,
                         data + at);
    return err;
}

/* digest: the chip's for this unit, as one request got it. */
static int read_unit(struct esp_session *s, uint32_t address, uint32_t size,
                     const uint8_t *digest, uint8_t *data)
{
    uint8_t md5[ESP_MD5_SIZE];
    int err = s->acts->fetch(s, address, size, data);

    if (!err && is_md5_of(digest, data, size))
        return 0;

    for (int i = 0; i < PROOFS_MAX && !err; i++) {
        err = esp_cmdflash_md5(s, address, size, md5);
        if (!err && is_md5_of(md5, data, size))
            return 0;
        if (!err)
            err = mend(s, address, size, data);
    }
    return err ? err : reads_differently(s, address, size);
}

/* ---- a range ---- */

struct range {
    struct esp_session *s;
    const struct esp_read_request *request;
    struct esp_proof *proof;
    uint64_t *reused;
    uint8_t (*digests)[ESP_MD5_SIZE]; /* of the units that were delivered */
    unsigned contacts; /* s->contacts when the reading began */
    struct esp_read_eta eta;
    uint8_t data[UNIT];
};

static uint32_t unit_at(const struct range *r, uint32_t done)
{
    return r->request->size - done < UNIT ? r->request->size - done : UNIT;
}

/* Is the unit already known: blank, or unchanged since the base?  A digest of known contents
 * needs two requests: a damaged one may have reached another place with the same contents.
 * md5: the unit's digest, as the last request got it. */
static int know(struct range *r, uint32_t done, uint32_t n, uint8_t *md5, bool *known)
{
    const struct esp_read_request *request = r->request;
    const uint8_t *base = request->base && request->base_size >= done + n ? request->base + done
                                                                          : NULL;
    int err = esp_cmdflash_md5(r->s, request->offset + done, n, md5);

    *known = false;
    if (err)
        return err;
    if (base && is_md5_of(md5, base, n)) {
        memcpy(r->data, base, n);
    } else {
        base = NULL;
        memset(r->data, 0xff, n);
        if (!is_md5_of(md5, r->data, n))
            return 0;
    }
    err = esp_cmdflash_md5(r->s, request->offset + done, n, md5);
    *known = !err && is_md5_of(md5, r->data, n);
    *r->reused += *known && base ? n : 0;
    return err;
}

static int deliver_unit(struct range *r, uint32_t done, uint32_t n)
{
    const struct esp_read_request *request = r->request;
    uint8_t md5[ESP_MD5_SIZE];
    bool known;
    int err = know(r, done, n, md5, &known);

    if (!err && !known)
        err = read_unit(r->s, request->offset + done, n, md5, r->data);
    if (err)
        return err;
    esp_link_achieved(&r->s->link);
    esp_cmdflash_md5_of(r->data, n, r->digests[done / UNIT]);
    if (request->sink(request->ctx, r->data, n) < 0)
        return esp_fail(&r->s->fault, ESP_ERR_SINK, "the data could not be delivered");
    esp_proof_add(r->proof, r->data, n);
    esp_read_eta_part(&r->eta, !known, 0);
    esp_read_eta_done(&r->eta);
    if (request->progress)
        request->progress(request->ctx, done + n, request->size);
    return 0;
}

/* If the chip was reset meanwhile, its application may have changed the flash. */
static int look_again(struct range *r)
{
    const struct esp_read_request *request = r->request;
    unsigned contacts = r->s->contacts;
    uint8_t md5[ESP_MD5_SIZE];
    int err = 0;

    for (uint32_t done = 0, n; done < request->size && !err; done += n) {
        n = unit_at(r, done);
        err = esp_cmdflash_md5_surely(r->s, request->offset + done, n, md5);
        if (!err && memcmp(md5, r->digests[done / UNIT], sizeof(md5)) != 0)
            err = esp_fail(&r->s->fault, ESP_ERR_CHECK,
                           "the chip was reset, and its flash changed between 0x%x and 0x%x",
                           (unsigned)(request->offset + done),
                           (unsigned)(request->offset + done + n - 1));
    }
    return esp_cmdflash_settled(r->s, err, contacts);
}

/* The time that is left.  The first costs, in microseconds: digests take about as long as
 * DIGEST_US. */
static int begin_eta(struct range *r)
{
    const struct esp_read_request *request = r->request;
    const struct esp_eta_costs costs = {
        .look = DIGEST_US,
        .light = DIGEST_US,
        .heavy = (double)esp_cmdflash_read_ms(r->s, UNIT) * 1000,
        .unit_bytes = UNIT,
    };

    if (!request->progress)
        return 0;
    esp_proof_need(r->proof, 0, request->size);
    esp_read_eta_begin(&r->eta, r->s, r->proof, &costs);
    return request->base ? 0 : esp_eta_sample(r->s, request->offset, request->size, UNIT);
}

static int read_range(struct range *r)
{
    int err = begin_eta(r);

    *r->reused = 0;
    for (uint32_t done = 0, n; done < r->request->size && !err; done += n) {
        n = unit_at(r, done);
        err = deliver_unit(r, done, n);
    }
    return err || r->s->contacts == r->contacts ? err : look_again(r);
}

int esp_cmdflash_read(struct esp_session *s, const struct esp_read_request *request,
                      struct esp_proof *proof, uint64_t *reused)
{
    struct range *r = malloc(sizeof(*r));
    int err = ESP_ERR_NOMEM;

    if (r) {
        *r = (struct range){.s = s, .request = request, .proof = proof, .reused = reused,
                            .contacts = s->contacts};
        r->digests = calloc((request->size - 1) / UNIT + 1, sizeof(*r->digests));
    }
    if (r && r->digests)
        err = read_range(r);
    else
        esp_fail(&s->fault, err, "out of memory");
    if (r)
        free(r->digests);
    free(r);
    return err;
}

uint64_t esp_cmdflash_read_ms(const struct esp_session *s, uint32_t size)
{
    uint32_t known = esp_transport_estimate_baud(s->transport);
    uint32_t baud = known ? known : s->connect_baud;

    return (uint64_t)size * ANSWER_WIRE * 10 * 1000 / CHUNK / baud + 1;
}
