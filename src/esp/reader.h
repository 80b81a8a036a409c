/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash with several requests in flight: the parts that are being
 * fetched, and what is to be done when one does not come.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The range is fetched as slots, which are delivered in order.  A slot is
 * asked for in pieces: normally one, smaller ones once the line has damaged
 * it.  Each piece has a tag; an answer counts when its tag is that of a piece
 * still wanted, and when address, length and CRC in its trailer are right.
 */
#ifndef ESP_READER_H
#define ESP_READER_H

#include <zlib.h>

#include "session_impl.h"

enum {
    ESP_SLOTS = 4,         /* keeps the line busy over one round trip, when they are
                            * as short as blank flash makes them */
    ESP_SLOT_MAX = 0x8000, /* bytes of contents: the more, the better they compress */
    ESP_PIECE_MIN = 0x200,
};
_Static_assert((int)ESP_SLOT_MAX <= (int)ESP_REGION_MAX, "a slot is one request");
_Static_assert((int)ESP_SLOTS <= (int)ESP_REQUESTS_IN_FLIGHT, "the stub keeps them all");

struct esp_slot {
    uint32_t address, size; /* bytes */
    uint32_t got;           /* bytes from its start */
    uint32_t ask;           /* length of the piece that is asked for */
    uint32_t tag;           /* of that piece */
    uint64_t order;         /* when it was asked for last, counting requests */
    uint8_t *data;
};

struct esp_reader {
    struct esp_session *session;
    /* Gets the answers to DIGEST, which others may have asked for; may be NULL. */
    void (*other)(void *ctx, const struct esp_answer *answer);
    void *other_ctx;
    z_stream inflate;
    bool inflate_ready;
    struct esp_slot slots[ESP_SLOTS]; /* a ring */
    unsigned first, count;
    uint64_t next, end;   /* addresses: of the next slot, of the range's end */
    uint32_t piece;       /* for new pieces; shrinks with damage */
    uint32_t density;     /* bytes on the line for 256 of contents, of late */
    uint32_t next_tag;
    uint64_t order;
    uint64_t damaged;     /* link's counter, as last seen */
    uint64_t asked_ms;    /* when something was asked for last */
    uint64_t progress_ms; /* when a piece came in last */
    unsigned score;       /* of failures; successes take away from it */
    unsigned good;        /* pieces since the last failure */
    unsigned pardoned;    /* failures that are our own making, still to come */
    unsigned recoveries;  /* since pieces came in */
    unsigned resets;      /* of the chip, in all */
};

int esp_reader_init(struct esp_reader *r, struct esp_session *s, uint32_t offset, uint32_t size);
void esp_reader_free(struct esp_reader *r);

/* Asks for new slots as long as there is room. */
int esp_reader_fill(struct esp_reader *r);

/* Waits a moment for an answer and deals with it, or with its absence. */
int esp_reader_step(struct esp_reader *r);

/* The next slot to be delivered when it is complete, else NULL. */
struct esp_slot *esp_reader_ready(struct esp_reader *r);
void esp_reader_pop(struct esp_reader *r);

/* The caller was away for so long: what came in meanwhile may be lost. */
int esp_reader_resume(struct esp_reader *r, uint64_t away_ms);

/* reader_recover.c: finds the stub again after silence or too much damage, at
 * another rate or by starting it anew. */
int esp_reader_recover(struct esp_reader *r);
/* One rate lower, when there is one. */
int esp_reader_slow_down(struct esp_reader *r);
/* Asks again for all that is wanted. */
int esp_reader_ask_all(struct esp_reader *r);

#endif
