/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash with several requests in flight.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "clock.h"
#include "digest.h"

enum {
    STEP_MS = 100,
    SILENCE_MS = 600,   /* without a byte: ask again */
    DEAD_MS = 1700,     /* without a byte: find out what happened.  A stall of
                         * 1.5 s, as busy hosts and networks have, is borne. */
    STUCK_MS = 5000,    /* bytes, but nothing useful among them */
    FAILURE = 2,        /* scores */
    TOO_MANY = 16,
    SMALL = 0x200,      /* packets so small should arrive, most of them */
    OVERHEAD = 32,      /* bytes that a packet costs besides itself, about */
    UNSOUND_MAX = 8,    /* then it is not the line */
    LOOKS_AT_ONCE = 8,  /* units: 0.1 s of the chip's time */
    MEMORY = 0x40000,   /* bytes: how far back losses count */
    /* What a line is taken for at first: one packet lost in that many bytes.  It
     * makes packets of 2 KB, which cost 1.5 % of a line that loses nothing. */
    FIRST_BYTES = 0x20000,
};
#define LOOK_TAG 0x80000000u /* no slot's tag has it */

int esp_reader_init(struct esp_reader *r, struct esp_session *s, const struct esp_looks *looks)
{
    *r = (struct esp_reader){
        .session = s,
        .density = 256,
        .damaged = s->link.damaged,
        .progress_ms = esp_clock_ms(),
        .lost = 1,
        .bytes = FIRST_BYTES,
    };
    if (looks)
        r->looks = *looks;
    r->slots = malloc(ESP_SLOTS * sizeof(*r->slots));
    if (!r->slots || inflateInit2(&r->inflate, -MAX_WBITS) != Z_OK)
        return esp_fail(&s->fault, ESP_ERR_NOMEM, "out of memory");
    r->inflate_ready = true;
    return 0;
}

void esp_reader_free(struct esp_reader *r)
{
    if (r->inflate_ready)
        inflateEnd(&r->inflate);
    free(r->slots);
}

static struct esp_slot *slot_at(const struct esp_reader *r, unsigned i)
{
    return &r->slots[(r->first + i) % ESP_SLOTS];
}

static unsigned count_asked(const struct esp_reader *r)
{
    unsigned n = 0;

    for (unsigned i = 0; i < r->count; i++)
        n += !slot_at(r, i)->done;
    return n;
}

/* ---- asking ---- */

/* The size that costs least: half of the loss by packets that are to be sent
 * again, half by what each costs besides itself. */
static uint32_t best_packet(const struct esp_reader *r)
{
    uint64_t square = (uint64_t)OVERHEAD * r->bytes / (r->lost ? r->lost : 1);
    uint32_t size = ESP_SLOT_PACKET_MAX;

    while (size > ESP_SLOT_PACKET_MIN && (uint64_t)size * size > square)
        size /= 2;
    return size;
}

static void encode(const struct esp_region_request *request, uint8_t *bytes)
{
    esp_put32(bytes, request->address);
    esp_put32(bytes + 4, request->length);
    esp_put32(bytes + 8, request->options);
    esp_put32(bytes + 12, request->tag);
    esp_put32(bytes + 16, request->packet);
    for (unsigned i = 0; i < ESP_PACKET_WORDS; i++)
        esp_put32(bytes + 20 + 4 * i, request->want[i]);
    esp_put32(bytes + 36, request->look_address);
    esp_put32(bytes + 40, request->looks);
}

static uint64_t next_order(struct esp_reader *r, uint32_t tag)
{
    r->tags[++r->order % ESP_TAGS] = tag;
    return r->order;
}

static int ask(struct esp_reader *r, struct esp_slot *slot)
{
    struct esp_region_request request;
    uint8_t bytes[sizeof(request)];

    esp_slot_request(slot, &request);
    slot->order = next_order(r, request.tag);
    if (r->looks.choose)
        request.looks = r->looks.choose(r->looks.ctx, r->order, ESP_DIGESTS_MAX,
                                        &request.look_address);
    r->asked_ms = esp_clock_ms();
    encode(&request, bytes);
    return esp_link_send(&r->session->link, ESP_OP_READ_REGION,
                         esp_request_check(ESP_OP_READ_REGION, bytes, sizeof(bytes)), bytes,
                         sizeof(bytes));
}

bool esp_reader_room(const struct esp_reader *r)
{
    return r->count < ESP_SLOTS && count_asked(r) < ESP_ASKED;
}

static struct esp_slot *append(struct esp_reader *r, uint32_t address, uint32_t size)
{
    struct esp_slot *slot = slot_at(r, r->count++);

    slot->address = address;
    slot->size = size;
    slot->serial = r->serial++;
    slot->asked = slot->unsound = 0;
    return slot;
}

int esp_reader_fetch(struct esp_reader *r, uint32_t address, uint32_t size)
{
    struct esp_slot *slot = append(r, address, size);

    esp_slot_begin(slot, best_packet(r));
    return ask(r, slot);
}

void esp_reader_know(struct esp_reader *r, uint32_t address, uint32_t size, const uint8_t *data)
{
    struct esp_slot *slot = append(r, address, size);

    slot->known = slot->done = true;
    slot->contents = data;
}

static uint64_t *free_look(struct esp_reader *r)
{
    for (unsigned i = 0; i < ESP_LOOKING; i++)
        if (r->look_orders[i] <= r->over)
            return &r->look_orders[i];
    return NULL;
}

int esp_reader_look(struct esp_reader *r)
{
    struct esp_digest_request request = {.unit = ESP_LOOK_UNIT};
    uint8_t bytes[ESP_DIGEST_REQUEST_SIZE];
    uint64_t *look = free_look(r);
    uint32_t units = 0;

    if (look)
        units = r->looks.choose(r->looks.ctx, r->order + 1, LOOKS_AT_ONCE, &request.address);
    if (units == 0)
        return 0;
    request.length = units * ESP_LOOK_UNIT;
    request.tag = LOOK_TAG | (uint32_t)(r->order + 1);
    *look = next_order(r, request.tag);
    r->asked_ms = esp_clock_ms();
    esp_digest_encode(&request, bytes);
    return esp_link_send(&r->session->link, ESP_OP_DIGEST,
                         esp_request_check(ESP_OP_DIGEST, bytes, sizeof(bytes)), bytes,
                         sizeof(bytes));
}

static bool looking(const struct esp_reader *r)
{
    for (unsigned i = 0; i < ESP_LOOKING; i++)
        if (r->look_orders[i] > r->over)
            return true;
    return false;
}

bool esp_reader_busy(const struct esp_reader *r)
{
    return count_asked(r) != 0 || looking(r);
}

struct esp_slot *esp_reader_ready(struct esp_reader *r)
{
    return r->count && slot_at(r, 0)->done ? slot_at(r, 0) : NULL;
}

void esp_reader_pop(struct esp_reader *r)
{
    r->first = (r->first + 1) % ESP_SLOTS;
    r->count--;
}

uint32_t esp_reader_partly(const struct esp_reader *r)
{
    const struct esp_slot *slot = slot_at(r, 0);
    uint64_t bytes;

    if (!r->count || slot->done)
        return 0;
    bytes = (uint64_t)slot->arrived * slot->packet * 256 / (r->density ? r->density : 1);
    return bytes < slot->size ? (uint32_t)bytes : slot->size - 1;
}

/* ---- successes and failures ---- */

static void forget_old(struct esp_reader *r)
{
    if (r->bytes < MEMORY)
        return;
    r->bytes /= 2;
    r->lost = (r->lost + 1) / 2;
}

static void count_success(struct esp_reader *r, size_t size)
{
    r->progress_ms = esp_clock_ms();
    r->recoveries = 0;
    r->bytes += (uint32_t)size;
    if (r->score)
        r->score--;
    forget_old(r);
}

/* Where small packets are damaged the line is bad; big ones may only be too big. */
static void count_damage(struct esp_reader *r, unsigned frames)
{
    if (r->order > r->pardoned)
        r->score += frames * (best_packet(r) <= SMALL ? FAILURE : 1);
}

static void count_failure(struct esp_reader *r, const struct esp_slot *slot, uint32_t packets)
{
    if (slot->order <= r->pardoned)
        return;
    r->lost += packets;
    r->bytes += packets * slot->packet / 2;
    forget_old(r);
}

/* In small packets when few of the big ones got through. */
static int ask_again(struct esp_reader *r, struct esp_slot *slot)
{
    uint32_t best = best_packet(r);

    if (best < slot->packet && (slot->end == 0 || slot->arrived < slot->end / 2))
        esp_slot_begin(slot, best);
    return ask(r, slot);
}

/* The last request's answer is over and something is missing. */
static int lost(struct esp_reader *r, struct esp_slot *slot)
{
    count_failure(r, slot, esp_slot_missing(slot));
    return ask_again(r, slot);
}

int esp_reader_ask_all(struct esp_reader *r)
{
    int err = 0;

    for (unsigned i = 0; i < r->count && !err; i++)
        if (!slot_at(r, i)->done)
            err = ask_again(r, slot_at(r, i));
    return err;
}

static void set_over(struct esp_reader *r, uint64_t order)
{
    if (order <= r->over)
        return;
    r->over = order;
    if (r->looks.over)
        r->looks.over(r->looks.ctx, order);
}

/* Something asked for by that order has come: requests before it are over. */
static int find_lost(struct esp_reader *r, uint64_t order)
{
    int err = 0;

    set_over(r, order - 1);
    for (unsigned i = 0; i < r->count && !err; i++)
        if (!slot_at(r, i)->done && slot_at(r, i)->order < order)
            err = lost(r, slot_at(r, i));
    return err;
}

/* ---- answers ---- */

static struct esp_slot *find(struct esp_reader *r, uint32_t tag)
{
    for (unsigned i = 0; i < r->count; i++)
        if (esp_slot_owns(slot_at(r, i), tag))
            return slot_at(r, i);
    return NULL;
}

/* The stub refuses what is past its limits for good; a damaged request is to
 * be sent again, and a flash that was busy may be idle next time. */
static int refused(struct esp_reader *r, struct esp_slot *slot, uint8_t status)
{
    struct esp_fault *fault = &r->session->fault;

    r->score += FAILURE;
    if (status == ESP_STUB_BAD_RANGE && r->score > FAILURE)
        return esp_fail(fault, ESP_ERR_RANGE, "0x%x is past the end of the flash",
                        (unsigned)slot->address);
    if (status == ESP_STUB_FLASH_TIMEOUT && r->score >= TOO_MANY - FAILURE)
        return esp_fail(fault, ESP_ERR_STATUS, "the flash does not answer at 0x%x",
                        (unsigned)slot->address);
    return lost(r, slot);
}

static void measure_density(struct esp_reader *r, const struct esp_slot *slot)
{
    r->density = (r->density + (uint32_t)((slot->stream + OVERHEAD) * 256 / slot->size)) / 2;
}

static int take(struct esp_reader *r, struct esp_slot *slot, const struct esp_answer *answer)
{
    /* What comes late of an older request says nothing about the newest. */
    bool newest = answer->value == esp_slot_tag(slot);
    uint64_t order = slot->order;
    enum esp_packet_fate fate = esp_slot_take(slot, answer, &r->inflate);
    int err;

    if (fate == ESP_PACKET_BAD) { /* seen to be missing when the next one comes */
        count_damage(r, 1);
        return 0;
    }
    count_success(r, answer->size);
    if (fate == ESP_PACKET_COMPLETES)
        measure_density(r, slot);
    err = newest ? find_lost(r, order) : 0;
    if (!err && fate == ESP_PACKET_UNSOUND && slot->unsound > UNSOUND_MAX)
        err = esp_fail(&r->session->fault, ESP_ERR_CHECK,
                       "the flash reads differently each time, at 0x%x", (unsigned)slot->address);
    if (!err && (fate == ESP_PACKET_UNSOUND || (newest && fate == ESP_PACKET_ENDS_ASK)))
        err = lost(r, slot);
    return err;
}

/* 0 when it is not known any more, or never was. */
static uint64_t order_of(const struct esp_reader *r, uint32_t tag)
{
    for (uint64_t order = r->order; order && order + ESP_TAGS > r->order; order--)
        if (r->tags[order % ESP_TAGS] == tag)
            return order;
    return 0;
}

/* Those that a request for a part asked for come behind its packets. */
static int take_digests(struct esp_reader *r, const struct esp_answer *answer)
{
    uint64_t order = order_of(r, answer->value);

    if (order <= r->over)
        return 0;
    r->progress_ms = esp_clock_ms();
    if (r->looks.take)
        r->looks.take(r->looks.ctx, answer);
    return find_lost(r, order + 1);
}

static int handle(struct esp_reader *r, const struct esp_answer *answer)
{
    struct esp_slot *slot = find(r, answer->value);

    if (answer->op == ESP_OP_DIGEST)
        return take_digests(r, answer);
    if (answer->op != ESP_OP_READ_REGION || !slot || slot->done)
        return 0; /* late, or a tag was damaged */
    if (answer->size >= ESP_STATUS_SIZE && answer->data[answer->size - ESP_STATUS_SIZE] != 0)
        return refused(r, slot, answer->data[answer->size - 1]);
    return take(r, slot, answer);
}

static struct esp_slot *oldest_asked(struct esp_reader *r)
{
    struct esp_slot *oldest = NULL;

    for (unsigned i = 0; i < r->count; i++)
        if (!slot_at(r, i)->done && (!oldest || slot_at(r, i)->order < oldest->order))
            oldest = slot_at(r, i);
    return oldest;
}

/* Asks for one part only: if the others are lost too, its answer tells; if
 * they are only late, the line need not carry them twice. */
static int handle_silence(struct esp_reader *r)
{
    uint64_t now = esp_clock_ms(), heard = r->session->link.last_byte_ms;
    struct esp_slot *oldest = oldest_asked(r);

    if (heard < r->progress_ms)
        heard = r->progress_ms;
    if (now - heard >= DEAD_MS)
        return esp_reader_recover(r);
    if (heard < r->asked_ms)
        heard = r->asked_ms;
    if (now - heard < SILENCE_MS)
        return 0;
    if (oldest)
        return lost(r, oldest);
    set_over(r, r->order);
    return 0;
}

int esp_reader_step(struct esp_reader *r)
{
    struct esp_answer answer;
    int err = esp_link_receive(&r->session->link, &answer, STEP_MS);

    if (!err)
        err = handle(r, &answer);
    else if (err == ESP_ERR_TIMEOUT)
        err = handle_silence(r);
    count_damage(r, (unsigned)(r->session->link.damaged - r->damaged));
    r->damaged = r->session->link.damaged;
    if (!err && r->score >= TOO_MANY)
        err = esp_reader_slow_down(r);
    if (!err && esp_clock_ms() - r->progress_ms >= STUCK_MS)
        err = esp_reader_recover(r);
    return err;
}

int esp_reader_resume(struct esp_reader *r, uint64_t away_ms)
{
    if (away_ms < SILENCE_MS)
        return 0;
    r->progress_ms = esp_clock_ms();
    r->pardoned = r->order;
    if (away_ms < ESP_RATE_IDLE_MS / 2)
        return 0;
    return esp_reader_recover(r); /* the stub may have gone to its first rate */
}
