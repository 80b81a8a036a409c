/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of a reading, by the chip's digests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "proof.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "digest.h"

enum {
    LOST_MS = 3000, /* an answer that has not come by then is asked for at the end */
    /* Units in one request at the end: half a second of the chip's time, so that
     * a pulled cable is noticed. */
    AT_ONCE = 32,
};

struct esp_proof_unit {
    uint8_t md5[ESP_MD5_SIZE]; /* of what arrived */
    bool proven;
};

int esp_proof_start(struct esp_proof *p, struct esp_session *s, uint32_t address, uint32_t size)
{
    *p = (struct esp_proof){.session = s, .address = address, .size = size};
    p->whole = EVP_MD_CTX_new();
    p->part = EVP_MD_CTX_new();
    p->units = calloc((size - 1) / ESP_PROOF_UNIT + 1, sizeof(*p->units));
    if (p->whole && p->part && p->units && EVP_DigestInit_ex(p->whole, EVP_md5(), NULL) &&
        EVP_DigestInit_ex(p->part, EVP_md5(), NULL))
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

static void end_unit(struct esp_proof *p)
{
    EVP_DigestFinal_ex(p->part, p->units[p->complete++].md5, NULL);
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

/* The request about count units from first on, the last of which may be short. */
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

int esp_proof_ask(struct esp_proof *p)
{
    struct esp_digest_request request;
    uint8_t bytes[ESP_DIGEST_REQUEST_SIZE];

    if (p->waiting && esp_clock_ms() - p->asked_ms < LOST_MS)
        return 0;
    p->waiting = p->next < p->complete;
    if (!p->waiting)
        return 0;
    request = request_for(p, p->next++, 1);
    p->asked_ms = esp_clock_ms();
    esp_digest_encode(&request, bytes);
    return esp_link_send(&p->session->link, ESP_OP_DIGEST,
                         esp_request_check(ESP_OP_DIGEST, bytes, sizeof(bytes)), bytes,
                         sizeof(bytes));
}

/* False when they are not the same. */
static bool compare(struct esp_proof *p, uint32_t first, uint32_t count,
                    const uint8_t (*md5)[ESP_MD5_SIZE])
{
    for (uint32_t i = 0; i < count; i++) {
        p->units[first + i].proven = memcmp(p->units[first + i].md5, md5[i], ESP_MD5_SIZE) == 0;
        if (!p->units[first + i].proven)
            return false;
    }
    return true;
}

void esp_proof_answer(struct esp_proof *p, const struct esp_answer *answer)
{
    struct esp_digest_request request;
    uint8_t md5[1][ESP_MD5_SIZE];

    if (!p->waiting)
        return;
    request = request_for(p, p->next - 1, 1);
    if (!esp_digest_decode(&request, answer, md5))
        return; /* asked for again at the end, and so is what differs */
    p->waiting = false;
    compare(p, p->next - 1, 1, (const uint8_t(*)[ESP_MD5_SIZE])md5);
}

static int differs(const struct esp_proof *p, const struct esp_digest_request *request)
{
    return esp_fail(&p->session->fault, ESP_ERR_CHECK,
                    "what arrived is not what the flash has between 0x%x and 0x%x: the flash reads "
                    "differently each time",
                    (unsigned)request->address, (unsigned)(request->address + request->length - 1));
}

/* Units from first on that are not proven. */
static uint32_t run_of(const struct esp_proof *p, uint32_t first)
{
    uint32_t n = 0;

    while (n < AT_ONCE && first + n < p->complete && !p->units[first + n].proven)
        n++;
    return n;
}

int esp_proof_finish(struct esp_proof *p, esp_progress *progress, void *ctx)
{
    uint8_t md5[AT_ONCE][ESP_MD5_SIZE];

    for (uint32_t i = 0; i < p->complete; i++) {
        uint32_t n = run_of(p, i);
        struct esp_digest_request request;
        int err;

        if (n == 0)
            continue;
        request = request_for(p, i, n);
        err = esp_session_digest(p->session, &request, md5);
        if (err)
            return err;
        if (!compare(p, i, n, (const uint8_t(*)[ESP_MD5_SIZE])md5))
            return differs(p, &request);
        i += n - 1;
        if (progress)
            progress(ctx, p->size, p->size);
    }
    return 0;
}
