/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash with several requests in flight.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "reader.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "bytes.h"
#include "clock.h"

enum {
    STEP_MS = 100,
    SILENCE_MS = 600,   /* without a byte: ask again */
    DEAD_MS = 1700,     /* without a byte: find out what happened.  A stall of
                         * 1.5 s, as busy hosts and networks have, is borne. */
    STUCK_MS = 5000,    /* bytes, but nothing useful among them */
    SLOT_MS = 1000,     /* of line time, at most: what is under way cannot be called
                         * back when the reading ends */
    FAILURE = 2,        /* scores */
    TOO_MANY = 8,
    GROW_AFTER = 16, /* good pieces */
};

int esp_reader_init(struct esp_reader *r, struct esp_session *s, uint32_t offset, uint32_t size)
{
    *r = (struct esp_reader){
        .session = s,
        .next = offset,
        .end = (uint64_t)offset + size,
        .piece = ESP_SLOT_MAX,
        .density = 256,
        .damaged = s->link.damaged,
        .progress_ms = esp_clock_ms(),
    };
    if (inflateInit2(&r->inflate, -MAX_WBITS) != Z_OK)
        return esp_fail(&s->fault, ESP_ERR_NOMEM, "out of memory");
    r->inflate_ready = true;
    for (unsigned i = 0; i < ESP_SLOTS; i++) {
        r->slots[i].data = malloc(ESP_SLOT_MAX);
        if (!r->slots[i].data)
            return esp_fail(&s->fault, ESP_ERR_NOMEM, "out of memory");
    }
    return 0;
}

void esp_reader_free(struct esp_reader *r)
{
    if (r->inflate_ready)
        inflateEnd(&r->inflate);
    for (unsigned i = 0; i < ESP_SLOTS; i++)
        free(r->slots[i].data);
}

static struct esp_slot *slot_at(struct esp_reader *r, unsigned i)
{
    return &r->slots[(r->first + i) % ESP_SLOTS];
}

static bool wanted(const struct esp_slot *slot)
{
    return slot->got < slot->size;
}

/* ---- asking ---- */

static int ask(struct esp_reader *r, struct esp_slot *slot)
{
    struct esp_link *link = &r->session->link;
    uint8_t request[sizeof(struct esp_region_request)];

    esp_put32(request, slot->address + slot->got);
    esp_put32(request + 4, slot->ask);
    esp_put32(request + 8, ESP_REGION_DEFLATE);
    esp_put32(request + 12, slot->tag);
    slot->order = ++r->order;
    r->asked_ms = esp_clock_ms();
    return esp_link_send(link, ESP_OP_READ_REGION,
                         esp_request_check(ESP_OP_READ_REGION, request, sizeof(request)), request,
                         sizeof(request));
}

static int ask_piece(struct esp_reader *r, struct esp_slot *slot)
{
    uint32_t left = slot->size - slot->got;

    slot->ask = left < r->piece ? left : r->piece;
    slot->tag = r->next_tag++;
    return ask(r, slot);
}

/* How long the contents take on the line, going by the last ones. */
static uint32_t line_ms(const struct esp_reader *r, uint32_t size)
{
    uint32_t baud = r->session->transport->baud;

    return baud ? (uint32_t)((uint64_t)size * r->density * 10000 / 256 / baud) : 0;
}

static uint32_t slot_size(const struct esp_reader *r)
{
    uint32_t size = ESP_SLOT_MAX;

    while (size > ESP_PIECE_MIN && line_ms(r, size) > SLOT_MS)
        size /= 2;
    return size;
}

/* Two in any case: while one is on the line the next is asked for. */
static bool room(const struct esp_reader *r, uint32_t size)
{
    return r->count < 2 || (r->count < ESP_SLOTS && line_ms(r, r->count * size) < SLOT_MS / 2);
}

int esp_reader_fill(struct esp_reader *r)
{
    uint32_t size = slot_size(r);
    int err = 0;

    while (room(r, size) && r->next < r->end && !err) {
        struct esp_slot *slot = slot_at(r, r->count++);
        uint64_t left = r->end - r->next;

        slot->address = (uint32_t)r->next;
        slot->size = left < size ? (uint32_t)left : size;
        slot->got = 0;
        r->next += slot->size;
        err = ask_piece(r, slot);
    }
    return err;
}

int esp_reader_ask_all(struct esp_reader *r)
{
    int err = 0;

    for (unsigned i = 0; i < r->count && !err; i++)
        if (wanted(slot_at(r, i)))
            err = ask(r, slot_at(r, i));
    return err;
}

struct esp_slot *esp_reader_ready(struct esp_reader *r)
{
    return r->count && !wanted(slot_at(r, 0)) ? slot_at(r, 0) : NULL;
}

void esp_reader_pop(struct esp_reader *r)
{
    r->first = (r->first + 1) % ESP_SLOTS;
    r->count--;
}

/* ---- failures ---- */

static void shrink(struct esp_reader *r)
{
    if (r->piece / 2 >= ESP_PIECE_MIN)
        r->piece /= 2;
}

/* Counts one, unless it is of our own making. */
static void count_failure(struct esp_reader *r)
{
    if (r->pardoned) {
        r->pardoned--;
        return;
    }
    shrink(r);
    r->score += FAILURE;
    r->good = 0;
}

/* The answer to the slot's piece is lost: ask again, for less of it when the
 * line is bad. */
static int lost(struct esp_reader *r, struct esp_slot *slot)
{
    count_failure(r);
    return slot->ask > r->piece ? ask_piece(r, slot) : ask(r, slot);
}

/* Answers come in the order of the requests: what was asked for before this
 * one and is still missing does not come any more. */
static int find_lost(struct esp_reader *r, uint64_t order)
{
    int err = 0;

    for (unsigned i = 0; i < r->count && !err; i++)
        if (wanted(slot_at(r, i)) && slot_at(r, i)->order < order)
            err = lost(r, slot_at(r, i));
    return err;
}

/* ---- answers ---- */

static struct esp_slot *find(struct esp_reader *r, uint32_t tag)
{
    for (unsigned i = 0; i < r->count; i++)
        if (wanted(slot_at(r, i)) && slot_at(r, i)->tag == tag)
            return slot_at(r, i);
    return NULL;
}

static bool unpack(struct esp_reader *r, const uint8_t *packed, size_t size, uint8_t *data,
                   uint32_t length)
{
    z_stream *z = &r->inflate;

    inflateReset(z);
    z->next_in = (Bytef *)(uintptr_t)packed;
    z->avail_in = (uInt)size;
    z->next_out = data;
    z->avail_out = length;
    return inflate(z, Z_FINISH) == Z_STREAM_END && z->avail_in == 0 && z->avail_out == 0;
}

/* Takes the slot's piece out of the answer; false when it is not in there,
 * undamaged. */
static bool take_piece(struct esp_reader *r, const struct esp_answer *answer,
                       struct esp_slot *slot)
{
    const size_t behind = sizeof(struct esp_region_trailer) + ESP_STATUS_SIZE;
    uint8_t *data = slot->data + slot->got;
    const uint8_t *trailer;

    if (answer->size < behind)
        return false;
    trailer = answer->data + answer->size - behind;
    if (esp_get32(trailer) != slot->address + slot->got || esp_get32(trailer + 4) != slot->ask)
        return false;
    if (answer->size == behind) {
        memset(data, 0xff, slot->ask);
        return esp_get32(trailer + 8) == ESP_REGION_BLANK;
    }
    return unpack(r, answer->data, answer->size - behind, data, slot->ask) &&
           esp_get32(trailer + 8) == crc32(0, data, slot->ask);
}

static void count_success(struct esp_reader *r)
{
    r->progress_ms = esp_clock_ms();
    r->recoveries = 0;
    if (r->score)
        r->score--;
    if (++r->good >= GROW_AFTER && r->piece < ESP_SLOT_MAX) {
        r->piece *= 2;
        r->good = 0;
    }
}

static int taken(struct esp_reader *r, struct esp_slot *slot)
{
    uint64_t order = slot->order;
    int err;

    slot->got += slot->ask;
    count_success(r);
    err = find_lost(r, order);
    if (!err && wanted(slot))
        err = ask_piece(r, slot);
    return err;
}

/* The stub refuses what is past its limits for good; a damaged request is to
 * be sent again, and a flash that was busy may be idle next time. */
static int refused(struct esp_reader *r, struct esp_slot *slot, const struct esp_answer *answer)
{
    struct esp_fault *fault = &r->session->fault;
    uint8_t status = answer->data[answer->size - 1];

    if (status == ESP_STUB_BAD_RANGE && answer->size == ESP_STATUS_SIZE && r->score >= FAILURE)
        return esp_fail(fault, ESP_ERR_RANGE, "0x%x is past the end of the flash",
                        (unsigned)(slot->address + slot->got));
    if (status == ESP_STUB_FLASH_TIMEOUT && r->score >= TOO_MANY - FAILURE)
        return esp_fail(fault, ESP_ERR_STATUS, "the flash does not answer at 0x%x",
                        (unsigned)(slot->address + slot->got));
    return lost(r, slot);
}

static int handle(struct esp_reader *r, const struct esp_answer *answer)
{
    struct esp_slot *slot = find(r, answer->value);

    if (answer->op == ESP_OP_DIGEST && r->other)
        r->other(r->other_ctx, answer);
    if (answer->op != ESP_OP_READ_REGION || !slot) /* late, or a tag was damaged */
        return 0;
    if (answer->size >= ESP_STATUS_SIZE && answer->data[answer->size - ESP_STATUS_SIZE] != 0)
        return refused(r, slot, answer);
    if (take_piece(r, answer, slot)) {
        r->density = (r->density + (uint32_t)(answer->size * 256 / slot->ask)) / 2;
        return taken(r, slot);
    }
    return lost(r, slot);
}

/* Frames so damaged that they could not be told from noise.  When only one
 * answer is due, it was that. */
static int handle_damage(struct esp_reader *r)
{
    struct esp_slot *due = NULL;
    unsigned waiting = 0;

    if (r->damaged == r->session->link.damaged)
        return 0;
    r->damaged = r->session->link.damaged;
    for (unsigned i = 0; i < r->count; i++)
        if (wanted(slot_at(r, i))) {
            due = slot_at(r, i);
            waiting++;
        }
    return waiting == 1 ? lost(r, due) : 0;
}

static struct esp_slot *oldest_wanted(struct esp_reader *r)
{
    struct esp_slot *oldest = NULL;

    for (unsigned i = 0; i < r->count; i++)
        if (wanted(slot_at(r, i)) && (!oldest || slot_at(r, i)->order < oldest->order))
            oldest = slot_at(r, i);
    return oldest;
}

/* Asks for one piece only: if the others are lost too, its answer tells; if
 * they are only late, the line need not carry them twice. */
static int handle_silence(struct esp_reader *r)
{
    uint64_t now = esp_clock_ms(), heard = r->session->link.last_byte_ms;
    struct esp_slot *oldest = oldest_wanted(r);

    if (heard < r->progress_ms)
        heard = r->progress_ms;
    if (now - heard >= DEAD_MS)
        return esp_reader_recover(r);
    if (heard < r->asked_ms)
        heard = r->asked_ms;
    if (now - heard < SILENCE_MS)
        return 0;
    return oldest ? lost(r, oldest) : 0;
}

int esp_reader_step(struct esp_reader *r)
{
    struct esp_answer answer;
    int err = esp_link_receive(&r->session->link, &answer, STEP_MS);

    if (!err)
        err = handle(r, &answer);
    else if (err == ESP_ERR_TIMEOUT)
        err = handle_silence(r);
    if (!err)
        err = handle_damage(r);
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
    r->pardoned = r->count;
    if (away_ms < ESP_RATE_IDLE_MS / 2)
        return 0;
    return esp_reader_recover(r); /* the stub may have gone to its first rate */
}
