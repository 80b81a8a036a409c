/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a reading still takes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/readeta.h"

void esp_read_eta_begin(struct esp_read_eta *r, struct esp_session *s,
                        const struct esp_proof *proof, const struct esp_eta_costs *costs)
{
    *r = (struct esp_read_eta){.eta = &s->eta, .proof = proof};
    esp_eta_begin(r->eta, proof->count, costs, esp_clock_ms());
    for (uint32_t i = 0; i < proof->count; i++)
        if (!esp_proof_needs(proof, i))
            esp_eta_know(r->eta, i, 1, ESP_ETA_LIGHT);
}

void esp_read_eta_look(struct esp_read_eta *r)
{
    if (!r->eta)
        return;
    for (uint32_t i = r->unit; i < r->eta->count; i++) {
        enum esp_guess guess = esp_proof_guess(r->proof, i * ESP_PROOF_UNIT);

        if (r->eta->units[i].kind != ESP_ETA_UNKNOWN)
            continue;
        if (guess == ESP_GUESS_BLANK || guess == ESP_GUESS_OTHER)
            esp_eta_know(r->eta, i, 1, guess == ESP_GUESS_BLANK ? ESP_ETA_LIGHT : ESP_ETA_HEAVY);
    }
}

void esp_read_eta_part(struct esp_read_eta *r, bool heavy, uint32_t wire)
{
    r->heavy |= heavy;
    r->wire += wire;
}

static bool is_delivered(const struct esp_proof *proof, uint32_t unit)
{
    return proof->done == proof->size || proof->done / ESP_PROOF_UNIT > unit;
}

void esp_read_eta_done(struct esp_read_eta *r)
{
    while (r->eta && r->unit < r->eta->count && is_delivered(r->proof, r->unit)) {
        esp_eta_done(r->eta, r->unit++, r->heavy ? ESP_ETA_HEAVY : ESP_ETA_LIGHT, r->wire,
                     esp_clock_ms());
        r->heavy = false;
        r->wire = 0;
    }
}
