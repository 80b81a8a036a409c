/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a reading still takes.  The digests tell what is blank, the parts that arrived tell
 * how well the contents compress.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_READETA_H
#define ESP_FLASH_READETA_H

#include "esp/flash/proof.h"

struct esp_read_eta {
    struct esp_eta *eta; /* NULL: nobody looks at the progress */
    const struct esp_proof *proof;
    uint32_t unit;  /* the first unit that is not completely delivered */
    uint32_t wire;  /* bytes on the line for that unit, so far */
    bool heavy;     /* the line carried a part of that unit */
};

/* Call this function when the proof knows which units it needs.  costs: the costs of one of
 * these units. */
void esp_read_eta_begin(struct esp_read_eta *r, struct esp_session *s,
                        const struct esp_proof *proof, const struct esp_eta_costs *costs);

/* New digests have arrived. */
void esp_read_eta_look(struct esp_read_eta *r);

/* A part is delivered next.  heavy: the line carried its contents, in so many bytes (0: not
 * counted). */
void esp_read_eta_part(struct esp_read_eta *r, bool heavy, uint32_t wire);

/* More bytes of the part were delivered, and the proof has got them. */
void esp_read_eta_done(struct esp_read_eta *r);

#endif
