/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of a reading.  The chip reads its flash a second time and computes digests,
 * which must equal the digests of the bytes that arrived.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If the digest of a unit arrives first and is the digest of blank flash, the unit is not
 * read at all.
 *
 * The chip computes digests while it waits for the line, often of units that have not been
 * sent yet.  Digests that the chip had no time for are asked for at the end.
 */
#ifndef ESP_FLASH_PROOF_H
#define ESP_FLASH_PROOF_H

#include <openssl/evp.h>

#include "esp/session/session_impl.h"

enum { ESP_PROOF_UNIT = ESP_LOOK_UNIT };

enum esp_guess {
    ESP_GUESS_NONE,  /* the unit's digest is not known and was not asked for */
    ESP_GUESS_ASKED, /* the unit's digest was asked for */
    ESP_GUESS_BLANK, /* the unit's digest is that of 0xff only */
    ESP_GUESS_OTHER, /* the unit is not blank, or is not whole */
};

struct esp_proof {
    struct esp_session *session;
    uint32_t address, size; /* of the range */
    uint32_t done;          /* bytes that arrived */
    EVP_MD_CTX *whole, *part;
    struct esp_proof_unit *units;
    uint32_t count;
    uint32_t at_once;       /* units to ask for in one request */
    uint64_t settled_upto;          /* requests up to this order are settled */
    uint8_t blank[ESP_MD5_SIZE]; /* MD5 of a unit of 0xff */
    unsigned contacts; /* session->contacts when the reading began */
};

int esp_proof_start(struct esp_proof *p, struct esp_session *s, uint32_t address, uint32_t size);
void esp_proof_free(struct esp_proof *p);

/* Marks a range (offset counts from p->address) as read from the flash.  These bytes need
 * the proof; bytes that come from a base do not. */
void esp_proof_need(struct esp_proof *p, uint32_t offset, uint32_t size);

bool esp_proof_needs(const struct esp_proof *p, uint32_t unit);

/* Takes the next size bytes that arrived. */
void esp_proof_add(struct esp_proof *p, const uint8_t *data, uint32_t size);

/* Chooses units whose digest the request with that order asks for.  Returns how many units,
 * at most limit, from *address on.  Prefers units at the offset or behind it; if no unit is
 * left there, takes units before the offset. */
uint32_t esp_proof_choose(struct esp_proof *p, uint32_t offset, uint64_t order,
                          uint32_t limit, uint32_t *address);

/* What is known about the unit that begins at that offset. */
enum esp_guess esp_proof_guess(const struct esp_proof *p, uint32_t offset);

/* Takes an answer to DIGEST.  False if the answer has no new digest. */
bool esp_proof_take(struct esp_proof *p, const struct esp_answer *answer);

/* Call this function when all bytes have arrived.  Asks for the digests that are missing,
 * and waits for each answer.  Calls progress with (total, total) to show that the work goes
 * on.  ESP_ERR_CHECK if a digest differs. */
int esp_proof_finish(struct esp_proof *p, esp_progress *progress, void *ctx);

#endif
