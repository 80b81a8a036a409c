/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of a reading: digests that the chip computes over its flash in a
 * second reading, against those of what arrived.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Where the digest comes first and is that of blank flash, nothing is read.
 *
 * The chip computes them while it waits for the line, in units that may lie ahead
 * of what arrived; what it had no time for is asked for at the end.
 */
#ifndef ESP_FLASH_PROOF_H
#define ESP_FLASH_PROOF_H

#include <openssl/evp.h>

#include "esp/session/session_impl.h"

enum { ESP_PROOF_UNIT = ESP_LOOK_UNIT };

enum esp_guess {
    ESP_GUESS_NONE,  /* nothing is known of the unit, nor asked for */
    ESP_GUESS_ASKED, /* its digest was asked for */
    ESP_GUESS_BLANK, /* its digest is that of nothing but 0xff */
    ESP_GUESS_OTHER, /* something else, or no whole unit */
};

struct esp_proof {
    struct esp_session *session;
    uint32_t address, size; /* of the range */
    uint32_t done;          /* bytes that arrived */
    EVP_MD_CTX *whole, *part;
    struct esp_proof_unit *units;
    uint32_t count;
    uint32_t at_once;       /* units to ask for in a request */
    uint64_t over;          /* requests up to that order are over */
    uint8_t blank[ESP_MD5_SIZE]; /* of a unit of 0xff */
    unsigned contacts; /* the session's, as it began */
};

int esp_proof_start(struct esp_proof *p, struct esp_session *s, uint32_t address, uint32_t size);
void esp_proof_free(struct esp_proof *p);

/* The range (from p->address on) is going to be read, not known from elsewhere, and
 * so needs the proof. */
void esp_proof_need(struct esp_proof *p, uint32_t offset, uint32_t size);

/* So many bytes more arrived. */
void esp_proof_add(struct esp_proof *p, const uint8_t *data, uint32_t size);

/* Units worth looking at in the request of that order: how many, at most limit,
 * from *address on.  They begin at that offset, or later, or where none is left there before. */
uint32_t esp_proof_choose(struct esp_proof *p, uint32_t offset, uint64_t order,
                          uint32_t limit, uint32_t *address);

/* What is known of the unit that begins at that offset. */
enum esp_guess esp_proof_guess(const struct esp_proof *p, uint32_t offset);

/* An answer to DIGEST came in.  False where it told nothing new. */
bool esp_proof_take(struct esp_proof *p, const struct esp_answer *answer);

/* All has arrived: asks about what is left, waiting for each answer.  progress is
 * called with total, total: it is alive.  ESP_ERR_CHECK when something differs. */
int esp_proof_finish(struct esp_proof *p, esp_progress *progress, void *ctx);

#endif
