/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash with several requests in flight: the parts that are being
 * fetched, and what is to be done when something of them does not come.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The stub answers requests in their order: what was asked for before something
 * that has arrived, and is not there, does not come any more.
 */
#ifndef ESP_FLASH_STUB_STUBREAD_H
#define ESP_FLASH_STUB_STUBREAD_H

#include "esp/flash/stub/slot.h"
#include "esp/session/session_impl.h"

enum {
    ESP_SLOTS = 8,
    ESP_ASKED = 3, /* at a time, at most: keeps the line busy over one round trip, when the
                    * answers are as short as blank flash makes them */
    ESP_TAGS = 32, /* more than are under way, asked again included */
    ESP_LOOKING = 2, /* requests for digests alone, at a time */
};

/* Digests that the stub is to compute while it waits for the line: others' affair. */
struct esp_looks {
    /* Units of ESP_LOOK_UNIT worth looking at, from *address on: how many, at most
     * limit, or 0.  order is the request's that asks for them. */
    uint32_t (*choose)(void *ctx, uint64_t order, uint32_t limit, uint32_t *address);
    /* An answer to DIGEST. */
    bool (*take)(void *ctx, const struct esp_answer *answer);
    /* Requests up to that order are answered or lost. */
    void (*over)(void *ctx, uint64_t order);
    void *ctx;
};

struct esp_reader {
    struct esp_session *session;
    struct esp_looks looks;
    z_stream inflate;
    bool inflate_ready;
    struct esp_slot *slots; /* ESP_SLOTS, a ring */
    unsigned first, count;
    uint32_t serial;
    uint64_t order;       /* of the last request */
    uint32_t tags[ESP_TAGS]; /* of the last ones, by order modulo that */
    uint64_t over;        /* requests up to that order are answered or lost */
    uint64_t look_orders[ESP_LOOKING]; /* of the last requests for digests */
    uint32_t density;     /* bytes on the line for 256 of contents, of late */
    uint64_t damaged;     /* link's counter, as last seen */
    uint64_t asked_ms;    /* when something was asked for last */
    uint64_t progress_ms; /* when a packet came in last */
    /* Packets lost of so many bytes, of late: what their best size is. */
    uint32_t lost, bytes;
    unsigned score;       /* of failures; successes take away from it */
    uint64_t pardoned;    /* failures of requests up to that order are our own making */
    uint8_t refusal;      /* status that was said last, since packets came in */
    unsigned recoveries;  /* since packets came in */
    unsigned resets;      /* of the chip, in all */
};

/* looks may be NULL. */
int esp_reader_init(struct esp_reader *r, struct esp_session *s, const struct esp_looks *looks);
void esp_reader_free(struct esp_reader *r);

/* Is there room for one more part, or request for digests? */
bool esp_reader_room(const struct esp_reader *r);
/* How much of the flash can be one part that is fetched, bytes. */
uint32_t esp_reader_part_max(const struct esp_reader *r);
/* Appends a part to be fetched, of at most that size. */
int esp_reader_fetch(struct esp_reader *r, uint32_t address, uint32_t size);
/* Appends a part that is known; data must stay until it is popped, NULL: it is
 * blank. */
void esp_reader_know(struct esp_reader *r, uint32_t address, uint32_t size, const uint8_t *data);

/* Asks for digests that the stub is to compute at once, unless ESP_LOOKING such
 * requests are not answered yet. */
int esp_reader_look(struct esp_reader *r);
/* Is something asked for? */
bool esp_reader_busy(const struct esp_reader *r);

/* Waits a moment for an answer and deals with it, or with its absence. */
int esp_reader_step(struct esp_reader *r);

/* The next part in order when it is complete, else NULL. */
struct esp_slot *esp_reader_ready(struct esp_reader *r);
void esp_reader_pop(struct esp_reader *r);

/* Bytes of contents, about, that are here of the next part while it is not. */
uint32_t esp_reader_partly(const struct esp_reader *r);

/* The caller was away for so long: what came in meanwhile may be lost. */
int esp_reader_resume(struct esp_reader *r, uint64_t away_ms);

/* stubread_recover.c: finds the stub again after silence or too much damage, at
 * another rate or by starting it anew. */
int esp_reader_recover(struct esp_reader *r);
/* One rate lower, when there is one. */
int esp_reader_slow_down(struct esp_reader *r);
/* Asks again for all that is missing. */
int esp_reader_ask_all(struct esp_reader *r);

#endif
