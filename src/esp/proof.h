/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of a reading: digests that the chip computes over its flash in a
 * second reading, against those of what arrived.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * They are asked for one by one while the rest is still being read, because the
 * chip has time then; what was not answered by the end is asked for then.
 */
#ifndef ESP_PROOF_H
#define ESP_PROOF_H

#include <openssl/evp.h>

#include "session_impl.h"

/* The chip digests that much in 15 ms: no longer than its ring of bytes to send
 * keeps a fast line busy. */
enum { ESP_PROOF_UNIT = 0x8000 };

struct esp_proof {
    struct esp_session *session;
    uint32_t address, size; /* of the range */
    uint32_t done;          /* bytes that arrived */
    EVP_MD_CTX *whole, *part;
    struct esp_proof_unit *units;
    uint32_t complete;      /* units that arrived */
    uint32_t next;          /* no unit before it is to be asked for */
    bool waiting;           /* for the answer about unit next - 1 */
    uint64_t asked_ms;
};

int esp_proof_start(struct esp_proof *p, struct esp_session *s, uint32_t address, uint32_t size);
void esp_proof_free(struct esp_proof *p);

/* So many bytes more arrived. */
void esp_proof_add(struct esp_proof *p, const uint8_t *data, uint32_t size);

/* Asks about the next unit, unless an answer is due or nothing is complete. */
int esp_proof_ask(struct esp_proof *p);

/* An answer to DIGEST came in. */
void esp_proof_answer(struct esp_proof *p, const struct esp_answer *answer);

/* All has arrived: asks about what is left, waiting for each answer.  progress is
 * called with total, total: it is alive.  ESP_ERR_CHECK when something differs. */
int esp_proof_finish(struct esp_proof *p, esp_progress *progress, void *ctx);

#endif
