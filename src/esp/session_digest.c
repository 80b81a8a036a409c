/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests that the chip computes over its flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "clock.h"
#include "digest.h"
#include "session_impl.h"

enum {
    BYTES_PER_MS = 1000, /* the chip does twice as much, at 52 MHz */
    STEP_MS = 50,
    AGAIN_MS = 1200,    /* for answers that the line damages; with the search for the
                         * stub a dead one is to be told in 5 s */
    RECOVERIES_MAX = 4,
};

/* The answer, or as soon as it may have been damaged ESP_ERR_TIMEOUT: to ask once
 * more does no harm. */
static int await(struct esp_session *s, struct esp_answer *answer, int timeout_ms)
{
    uint64_t deadline = esp_clock_after(timeout_ms), damaged = s->link.damaged;
    int err;

    do {
        err = esp_link_receive(&s->link, answer, esp_clock_left(deadline) < STEP_MS
                                                     ? esp_clock_left(deadline)
                                                     : STEP_MS);
        if (!err && answer->op == ESP_OP_DIGEST && answer->size >= ESP_STATUS_SIZE)
            return esp_link_status(&s->link, answer);
    } while ((!err || err == ESP_ERR_TIMEOUT) && s->link.damaged == damaged &&
             esp_clock_left(deadline) > 0);
    return err ? err : ESP_ERR_TIMEOUT;
}

static int work_ms(const struct esp_session *s, const struct esp_digest_request *request)
{
    uint32_t answer_bytes = 10 * esp_digest_count(request) * ESP_MD5_SIZE;
    uint32_t wire_ms = s->transport->baud ? answer_bytes * 1000 / s->transport->baud : 0;

    return (int)(request->length / BYTES_PER_MS + wire_ms);
}

/* The answer to this request; what comes late of others is passed over. */
static int await_this(struct esp_session *s, const struct esp_digest_request *request,
                      uint8_t (*md5)[ESP_MD5_SIZE], int timeout_ms)
{
    uint64_t deadline = esp_clock_after(timeout_ms);
    struct esp_digest_request about;
    struct esp_answer answer;
    int err;

    do {
        err = await(s, &answer, esp_clock_left(deadline));
        if (!err && esp_digest_decode(request, &answer, md5))
            return 0;
    } while (!err && esp_digest_open(&answer, &about));
    return err ? err : ESP_ERR_TIMEOUT;
}

/* ESP_ERR_TIMEOUT where nothing that came was an answer. */
static int ask(struct esp_session *s, const struct esp_digest_request *request,
               uint8_t (*md5)[ESP_MD5_SIZE])
{
    int timeout_ms = work_ms(s, request) + esp_link_patience_ms(&s->link);
    uint64_t deadline = esp_clock_after(AGAIN_MS + timeout_ms);
    int err;

    do {
        int left = esp_clock_left(deadline);

        err = esp_digest_send(&s->link, request);
        if (!err)
            err = await_this(s, request, md5, left < timeout_ms ? left : timeout_ms);
        if (!err)
            return 0;
        if (esp_session_hopeless(err) ||
            (err == ESP_ERR_STATUS && s->fault.status != ESP_STUB_BAD_CHECK))
            return err;
    } while (esp_clock_left(deadline) > 0);
    return ESP_ERR_TIMEOUT;
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
    return err == ESP_ERR_TIMEOUT ? esp_session_dead(s) : err;
}

int esp_session_digests(struct esp_session *s, const struct esp_digest_request *requests,
                        unsigned count, void (*take)(void *, const struct esp_answer *), void *ctx)
{
    struct esp_answer answer;
    int err = 0;

    for (unsigned i = 0; i < count && !err; i++)
        err = esp_digest_send(&s->link, &requests[i]);
    for (unsigned i = 0; i < count && !err; i++) {
        err = await(s, &answer, work_ms(s, &requests[i]) + esp_link_patience_ms(&s->link));
        if (!err)
            take(ctx, &answer);
    }
    return esp_session_hopeless(err) ? err : 0;
}
