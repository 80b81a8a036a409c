/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash with several requests in flight.  The reader keeps a list of the parts that
 * it fetches, and asks again for packets that do not come.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The stub answers requests in their order.  So, when an answer arrives, every packet of an
 * older request that has not arrived is lost.
 */
#ifndef ESP_FLASH_STUB_STUBREAD_H
#define ESP_FLASH_STUB_STUBREAD_H

#include "esp/flash/stub/slot.h"
#include "esp/session/session_impl.h"

enum {
    ESP_SLOTS = 14,
    ESP_ASKED = 3, /* parts requested at a time, at most.  So many keep the line busy during
                    * one round trip over a cable even if answers are short, as those of blank
                    * flash.  Behind a network there are more: see stubread.c */
    ESP_TAGS = 64, /* more than there are requests in flight, repeated requests included */
    ESP_LOOKING = 2, /* requests for digests only, at a time */
};

/* Digests that the stub computes while it waits for the line.  The reader only passes them
 * on; the caller decides what to digest. */
struct esp_looks {
    /* Returns how many units of ESP_LOOK_UNIT, from *address on, the stub should digest: at
     * most limit, or 0.  "order" is the order of the request that asks for them. */
    uint32_t (*choose)(void *ctx, uint64_t order, uint32_t limit, uint32_t *address);
    /* Takes an answer to DIGEST. */
    bool (*take)(void *ctx, const struct esp_answer *answer);
    /* Learns that all requests up to this order are answered or lost. */
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
    uint32_t tags[ESP_TAGS]; /* of the last requests; the index is order modulo ESP_TAGS */
    uint64_t settled_upto;        /* requests up to this order are answered or lost */
    uint64_t look_orders[ESP_LOOKING]; /* of the last requests for digests */
    uint32_t density;     /* bytes on the line for 256 bytes of contents; recent average */
    uint64_t damaged;     /* the link's counter when the reader last saw it */
    uint64_t asked_ms;    /* time of the last request */
    uint64_t progress_ms; /* time of the last packet that arrived */
    /* Recent losses: packets lost and bytes received.  They decide the packet size. */
    uint32_t lost, bytes;
    unsigned score;       /* failures add to the score, successes reduce it */
    uint64_t ignore_loss_upto;    /* losses up to this request do not count: the host was not
                           * reading then */
    uint8_t refusal;      /* the last refusal's status, since the last packet arrived */
    unsigned recoveries;  /* since the last packet arrived */
    unsigned resets;      /* of the chip, in total */
};

/* looks may be NULL. */
int esp_reader_init(struct esp_reader *r, struct esp_session *s, const struct esp_looks *looks);
void esp_reader_free(struct esp_reader *r);

/* Is there room for one more part, or for one more request for digests? */
bool esp_reader_room(const struct esp_reader *r);
/* The largest part that one request can fetch, bytes. */
uint32_t esp_reader_part_max(const struct esp_reader *r);
/* Appends a part that the reader fetches.  Its size is at most esp_reader_part_max(). */
int esp_reader_fetch(struct esp_reader *r, uint32_t address, uint32_t size);
/* Appends a part whose contents are known.  data must stay valid until the part is popped;
 * NULL means that the part is blank. */
void esp_reader_know(struct esp_reader *r, uint32_t address, uint32_t size, const uint8_t *data);

/* Asks for digests that the stub computes at once.  Does nothing if ESP_LOOKING requests
 * for digests are still unanswered. */
int esp_reader_look(struct esp_reader *r);

/* Waits a moment for an answer.  Handles the answer, or the silence. */
int esp_reader_step(struct esp_reader *r);

/* The next part in order if that part is complete, else NULL. */
struct esp_slot *esp_reader_ready(struct esp_reader *r);
void esp_reader_pop(struct esp_reader *r);

/* Bytes of contents, about, that have arrived of the next part while it is incomplete. */
uint32_t esp_reader_partly(const struct esp_reader *r);

/* The caller did not read for away_ms, so answers that came meanwhile may be lost. */
int esp_reader_resume(struct esp_reader *r, uint64_t away_ms);

/* stubread_recover.c: finds the stub again after silence or too much damage: at another
 * rate, or by starting a new stub. */
int esp_reader_recover(struct esp_reader *r);
/* Goes to the next lower rate if there is one. */
int esp_reader_slow_down(struct esp_reader *r);
/* Asks again for everything that is missing. */
int esp_reader_ask_all(struct esp_reader *r);

#endif
