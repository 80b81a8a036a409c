/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the stub for digests, which the chip computes over its flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/clock.h"
#include "esp/session/session_impl.h"
#include "esp/wire/digest.h"

enum {
    BYTES_PER_MS = 1000, /* the chip digests twice as many, at 52 MHz */
    AGAIN_MS = 1200,    /* extra time to repeat the request if no answer comes.  Together
                         * with the search for the stub, a dead stub is reported within
                         * 5 s. */
    RECOVERIES_MAX = 4,
};

static int work_ms(const struct esp_session *s, const struct esp_digest_request *request)
{
    uint64_t wire_ms =
        esp_transport_wire_ms(s->transport, esp_digest_count(request) * ESP_MD5_SIZE);

    return (int)(request->length / BYTES_PER_MS + wire_ms);
}

/* A DIGEST request and the place for its digests. */
struct asked {
    struct esp_question question; /* first, for fits() */
    const struct esp_digest_request *request;
    uint8_t (*md5)[ESP_MD5_SIZE];
};

/* Skips late answers to other requests. */
static enum esp_fit fits(const struct esp_question *question, const struct esp_answer *answer)
{
    const struct asked *asked = (const void *)question;
    struct esp_digest_request about;

    if (esp_digest_decode(asked->request, answer, asked->md5))
        return ESP_FIT_RIGHT;
    return esp_digest_open(answer, &about) ? ESP_FIT_OTHER : ESP_FIT_DAMAGED;
}

/* Returns ESP_ERR_TIMEOUT if no answer to the request came. */
static int ask(struct esp_session *s, const struct esp_digest_request *request,
               uint8_t (*md5)[ESP_MD5_SIZE])
{
    int timeout_ms = work_ms(s, request) + esp_link_patience_ms(&s->link);
    uint64_t deadline = esp_clock_after(
        timeout_ms + esp_transport_patience_ms(s->transport, AGAIN_MS, AGAIN_MS));
    uint8_t bytes[ESP_DIGEST_REQUEST_SIZE];
    const struct asked asked = {
        {ESP_OP_DIGEST, bytes, sizeof(bytes), fits}, request, md5};
    struct esp_answer answer;
    int err;

    esp_digest_encode(request, bytes);
    do {
        int left = esp_clock_left(deadline);

        err = esp_stub_ask(&s->link, &asked.question, &answer,
                           left < timeout_ms ? left : timeout_ms);
    } while (err == ESP_ERR_TIMEOUT && esp_clock_left(deadline) > 0);
    return err;
}

int esp_session_digest(struct esp_session *s, const struct esp_digest_request *request,
                       uint8_t (*md5)[ESP_MD5_SIZE])
{
    unsigned resets = 0;
    int err = ask(s, request, md5);

    for (int i = 0; i < RECOVERIES_MAX && err == ESP_ERR_TIMEOUT; i++) {
        err = esp_session_find_stub(s, &resets);
        if (!err)
            err = esp_session_hurry(s);
        if (err)
            break;
        err = ask(s, request, md5);
    }
    if (!err)
        esp_link_achieved(&s->link);
    return err == ESP_ERR_TIMEOUT ? esp_session_dead(s) : err;
}

/* Waits for the next answer to a DIGEST.  Returns ESP_ERR_TIMEOUT as soon as a damaged
 * frame arrives, because that frame may have been the answer. */
static int await(struct esp_session *s, struct esp_answer *answer, int timeout_ms)
{
    struct esp_wait wait = esp_wait_for(timeout_ms);
    int err;

    do
        err = esp_link_hear(&s->link, answer, &wait);
    while (!err && answer->op != ESP_OP_DIGEST);
    return err == ESP_LINK_DAMAGE ? ESP_ERR_TIMEOUT : err;
}

int esp_session_digests(struct esp_session *s, const struct esp_digest_request *requests,
                        unsigned count, void (*take)(void *, const struct esp_answer *), void *ctx)
{
    struct esp_answer answer;
    unsigned sent = 0;
    int err = 0;

    for (unsigned i = 0; i < count && !err; i++) {
        for (; sent < count && sent - i < s->stub.limits.requests && !err; sent++)
            err = esp_digest_send(&s->link, &requests[sent]);
        if (err)
            break;
        err = await(s, &answer, work_ms(s, &requests[i]) + esp_link_patience_ms(&s->link));
        if (!err)
            take(ctx, &answer);
    }
    return esp_session_hopeless(err) ? err : 0;
}

/* Requests that must all be answered. */
struct batch {
    const struct esp_digest_request *requests;
    unsigned count;
    esp_md5_list *digests;
    bool there[ESP_DIGEST_REQUESTS_MAX];
    void (*arrived)(void *ctx, unsigned request);
    void *ctx;
};

static void is_there(struct batch *b, unsigned request)
{
    b->there[request] = true;
    if (b->arrived)
        b->arrived(b->ctx, request);
}

static void take_answer(void *ctx, const struct esp_answer *answer)
{
    struct batch *b = ctx;
    uint32_t i = answer->value; /* the tag, if nothing is damaged */

    if (i < b->count && !b->there[i] &&
        esp_digest_decode(&b->requests[i], answer, b->digests[i]))
        is_there(b, i);
}

int esp_session_all_digests(struct esp_session *s, const struct esp_digest_request *requests,
                            unsigned count, esp_md5_list *digests,
                            void (*arrived)(void *, unsigned), void *ctx)
{
    struct batch b = {.requests = requests, .count = count, .digests = digests,
                      .arrived = arrived, .ctx = ctx};
    int err = esp_session_digests(s, requests, count, take_answer, &b);

    for (unsigned i = 0; i < count && !err; i++) {
        if (b.there[i])
            continue;
        err = esp_session_digest(s, &requests[i], digests[i]);
        if (!err)
            is_there(&b, i);
    }
    return err;
}
