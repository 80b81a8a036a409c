/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of a reading, by the chip's digests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/proof.h"

#include <stdlib.h>
#include <string.h>

#include "esp/wire/digest.h"

enum {
    /* Units in one request at the end.  The chip needs a quarter of a second for them, so
     * a pulled cable is noticed soon, and a damaged answer is soon asked for again. */
    AT_ONCE = 16,
    AHEAD = 8, /* requests in flight, for AT_ONCE units together */
    ROUNDS_MAX = 3, /* if the chip is reset meanwhile */
    /* Units in one request during the reading: MORE_LOOKS more than the chip had time for
     * the last time, so that the following requests ask for other units. */
    FIRST_LOOKS = 16, /* at least, at fast rates */
    LOOK_MS = 14,     /* time that the chip needs for a unit's digest */
    MORE_LOOKS = 3,
};

struct esp_proof_unit {
    uint8_t arrived[ESP_MD5_SIZE]; /* MD5 of the bytes that arrived */
    uint8_t chip[ESP_MD5_SIZE];    /* MD5 from the chip, valid if looked is set */
    bool needed;    /* the unit was read and needs the proof */
    bool looked;    /* the chip has sent the unit's digest */
    uint64_t order; /* order of the last request that asked for the digest, or 0 */
};

static bool digest_blank(uint8_t *md5)
{
    static uint8_t blank[ESP_PROOF_UNIT];

    memset(blank, 0xff, sizeof(blank));
    return EVP_Digest(blank, sizeof(blank), md5, NULL, EVP_md5(), NULL);
}

/* As many units as the chip digests while the line carries a unit that halves by
 * compression.  At slow rates the reader soon knows what is blank. */
static uint32_t first_looks(const struct esp_session *s)
{
    uint64_t n = esp_transport_estimate_ms(s->transport, ESP_PROOF_UNIT / 2) / LOOK_MS;

    if (n > ESP_DIGESTS_MAX)
        return ESP_DIGESTS_MAX;
    return n > FIRST_LOOKS ? (uint32_t)n : FIRST_LOOKS;
}

int esp_proof_start(struct esp_proof *p, struct esp_session *s, uint32_t address, uint32_t size)
{
    *p = (struct esp_proof){
        .session = s, .address = address, .size = size, .at_once = first_looks(s),
        .contacts = s->contacts};
    p->whole = EVP_MD_CTX_new();
    p->part = EVP_MD_CTX_new();
    p->count = (size - 1) / ESP_PROOF_UNIT + 1;
    p->units = calloc(p->count, sizeof(*p->units));
    if (p->whole && p->part && p->units && EVP_DigestInit_ex(p->whole, EVP_md5(), NULL) &&
        EVP_DigestInit_ex(p->part, EVP_md5(), NULL) && digest_blank(p->blank))
        return 0;
    return esp_fail(&s->fault, ESP_ERR_NOMEM, "out of memory");
}

void esp_proof_free(struct esp_proof *p)
{
    EVP_MD_CTX_free(p->whole);
    EVP_MD_CTX_free(p->part);
    free(p->units);
    *p = (struct esp_proof){0};
}

void esp_proof_need(struct esp_proof *p, uint32_t offset, uint32_t size)
{
    for (uint32_t i = offset / ESP_PROOF_UNIT; i <= (offset + size - 1) / ESP_PROOF_UNIT; i++)
        p->units[i].needed = true;
}

bool esp_proof_needs(const struct esp_proof *p, uint32_t unit)
{
    return p->units[unit].needed;
}

static void end_unit(struct esp_proof *p)
{
    EVP_DigestFinal_ex(p->part, p->units[(p->done - 1) / ESP_PROOF_UNIT].arrived, NULL);
    EVP_DigestInit_ex(p->part, EVP_md5(), NULL);
}

void esp_proof_add(struct esp_proof *p, const uint8_t *data, uint32_t size)
{
    EVP_DigestUpdate(p->whole, data, size);
    while (size) {
        uint32_t room = ESP_PROOF_UNIT - p->done % ESP_PROOF_UNIT;
        uint32_t n = size < room ? size : room;

        EVP_DigestUpdate(p->part, data, n);
        p->done += n;
        if (n == room || p->done == p->size)
            end_unit(p);
        data += n;
        size -= n;
    }
}

/* ---- while the rest is being read ---- */

/* During the reading the stub digests only whole units, and only as far as its addresses
 * reach. */
static bool whole(const struct esp_proof *p, uint32_t i)
{
    return (i + 1 < p->count || p->size % ESP_PROOF_UNIT == 0) &&
           p->address + (uint64_t)(i + 1) * ESP_PROOF_UNIT <=
               p->session->stub.limits.reach;
}

static bool worth_asking(const struct esp_proof *p, uint32_t i)
{
    const struct esp_proof_unit *unit = &p->units[i];

    return unit->needed && !unit->looked && unit->order <= p->settled_upto && whole(p, i);
}

static uint32_t run_from(const struct esp_proof *p, uint32_t first)
{
    uint32_t n = 0;

    while (n < p->at_once && first + n < p->count && worth_asking(p, first + n))
        n++;
    return n;
}

/* The first run that is long enough, or else the longest run. */
static uint32_t longest_run(const struct esp_proof *p, uint32_t begin, uint32_t end,
                            uint32_t *first)
{
    uint32_t best = 0;

    for (uint32_t i = begin, n; i < end && best < p->at_once; i += n ? n : 1) {
        n = run_from(p, i);
        if (n > best) {
            best = n;
            *first = i;
        }
    }
    return best;
}

uint32_t esp_proof_choose(struct esp_proof *p, uint32_t offset, uint64_t order,
                          uint32_t limit, uint32_t *address)
{
    uint32_t ahead = (offset + ESP_PROOF_UNIT - 1) / ESP_PROOF_UNIT, first = 0;
    uint32_t n = longest_run(p, ahead, p->count, &first);

    if (n == 0)
        n = longest_run(p, 0, ahead, &first);
    if (n > limit)
        n = limit;
    for (uint32_t i = 0; i < n; i++)
        p->units[first + i].order = order;
    *address = p->address + first * ESP_PROOF_UNIT;
    return n;
}

enum esp_guess esp_proof_guess(const struct esp_proof *p, uint32_t offset)
{
    const struct esp_proof_unit *unit = &p->units[offset / ESP_PROOF_UNIT];

    if (offset % ESP_PROOF_UNIT || !whole(p, offset / ESP_PROOF_UNIT))
        return ESP_GUESS_OTHER;
    if (unit->looked)
        return memcmp(unit->chip, p->blank, ESP_MD5_SIZE) ? ESP_GUESS_OTHER : ESP_GUESS_BLANK;
    return unit->order > p->settled_upto ? ESP_GUESS_ASKED : ESP_GUESS_NONE;
}

/* Stores digests from the chip.  True if one of them is new. */
static bool note(struct esp_proof *p, uint32_t first, uint32_t count, const uint8_t *md5)
{
    bool news = false;

    for (uint32_t i = 0; i < count; i++) {
        news = news || !p->units[first + i].looked;
        memcpy(p->units[first + i].chip, md5 + (size_t)i * ESP_MD5_SIZE, ESP_MD5_SIZE);
        p->units[first + i].looked = true;
    }
    return news;
}

bool esp_proof_take(struct esp_proof *p, const struct esp_answer *answer)
{
    struct esp_digest_request about = {0};
    const uint8_t *md5 = esp_digest_open(answer, &about);
    uint32_t offset = about.address - p->address;
    bool news;

    if (!md5 || about.unit != ESP_PROOF_UNIT || about.length % ESP_PROOF_UNIT != 0 ||
        about.address < p->address || offset % ESP_PROOF_UNIT != 0 || offset > p->size ||
        about.length > p->size - offset)
        return false; /* the answer is damaged; the units are asked for again later */
    news = note(p, offset / ESP_PROOF_UNIT, about.length / ESP_PROOF_UNIT, md5);
    p->at_once = about.length / ESP_PROOF_UNIT + MORE_LOOKS;
    if (p->at_once > ESP_DIGESTS_MAX)
        p->at_once = ESP_DIGESTS_MAX;
    return news;
}

/* ---- at the end ---- */

static bool proven(const struct esp_proof_unit *unit)
{
    return !unit->needed ||
           (unit->looked && memcmp(unit->arrived, unit->chip, ESP_MD5_SIZE) == 0);
}

/* The request for count units from "first" on.  The last unit may be short. */
static struct esp_digest_request request_for(const struct esp_proof *p, uint32_t first,
                                             uint32_t count)
{
    uint32_t at = first * ESP_PROOF_UNIT, left = p->size - at;

    return (struct esp_digest_request){
        .address = p->address + at,
        .length = left < count * ESP_PROOF_UNIT ? left : count * ESP_PROOF_UNIT,
        .unit = ESP_PROOF_UNIT,
        .tag = first,
    };
}

static int differs(const struct esp_proof *p, const struct esp_digest_request *request)
{
    return esp_fail(&p->session->fault, ESP_ERR_CHECK,
                    "what arrived is not what the flash has between 0x%x and 0x%x: the flash reads "
                    "differently each time",
                    (unsigned)request->address, (unsigned)(request->address + request->length - 1));
}

/* How many units from "first" on, in a row, are not proven. */
static uint32_t run_of(const struct esp_proof *p, uint32_t first)
{
    uint32_t n = 0;

    while (n < AT_ONCE && first + n < p->count && !proven(&p->units[first + n]))
        n++;
    return n;
}

static void take(void *ctx, const struct esp_answer *answer)
{
    (void)esp_proof_take(ctx, answer);
}

/* Asks for the units left over from the reading, mostly single ones, all at once. */
static int look_ahead(struct esp_proof *p)
{
    struct esp_digest_request requests[AHEAD];
    uint32_t units = 0, n;
    unsigned count = 0;

    for (uint32_t i = 0; i < p->count && count < AHEAD; i += n ? n : 1) {
        n = run_of(p, i);
        if (n == 0)
            continue;
        units += n;
        if (units > AT_ONCE)
            break;
        requests[count++] = request_for(p, i, n);
    }
    return esp_session_digests(p->session, requests, count, take, p);
}

static int prove(struct esp_proof *p, uint32_t first, uint32_t count)
{
    uint8_t md5[AT_ONCE][ESP_MD5_SIZE];
    struct esp_digest_request request = request_for(p, first, count);
    int err = esp_session_digest(p->session, &request, md5);

    if (err)
        return err;
    note(p, first, count, md5[0]);
    for (uint32_t i = 0; i < count; i++)
        if (!proven(&p->units[first + i]))
            return differs(p, &request);
    return 0;
}

static int prove_all(struct esp_proof *p, esp_progress *progress, void *ctx)
{
    int err = look_ahead(p);

    for (uint32_t i = 0; i < p->count && !err; i++) {
        uint32_t n = run_of(p, i);

        if (n == 0)
            continue;
        err = prove(p, i, n);
        i += n - 1;
        if (progress)
            progress(ctx, p->size, p->size);
    }
    return err;
}

/* Call this function after a reset of the chip: an application may have run and changed the
 * flash. */
static void forget_digests(struct esp_proof *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        p->units[i].needed = true;
        p->units[i].looked = false;
    }
}

struct finish {
    struct esp_proof *proof;
    esp_progress *progress;
    void *ctx;
};

static int finish_round(void *ctx, bool again)
{
    const struct finish *f = ctx;

    if (again || f->proof->session->contacts != f->proof->contacts)
        forget_digests(f->proof);
    return prove_all(f->proof, f->progress, f->ctx);
}

int esp_proof_finish(struct esp_proof *p, esp_progress *progress, void *ctx)
{
    struct finish finish = {p, progress, ctx};

    return esp_session_undisturbed(p->session, ROUNDS_MAX, finish_round, &finish);
}
