/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash with several requests in flight.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/stubread_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "esp/wire/digest.h"

enum {
    STEP_MS = 100,
    SILENCE_MS = 600,   /* without a byte; then the reader asks again */
    DEAD_MS = 1700,     /* without a byte; then the reader recovers.  Busy hosts and
                         * networks stall for 1.5 s; this must not start a recovery. */
    STUCK_MS = 5000,    /* with bytes, but no useful answer */
    TALK = 2,           /* extra recoveries that such useless bytes count for */
    UNKNOWN_BAUD = 921600, /* of a port that tells no rate */
    BITS_PER_SECOND_MS = 10000, /* a byte has 10 bits, a second has 1000 ms */
    LOOKS_AT_ONCE = 8,  /* units; the chip needs 0.1 s for them */
    /* The first guess of the line's quality: one packet lost in this many bytes.  This
     * gives packets of 2 KB, which cost 1.5 % of the time on a line without losses. */
    FIRST_BYTES = 0x20000,
};
#define LOOK_TAG 0x80000000u /* the tags of slots do not have this bit */

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

struct esp_slot *esp_reader_slot(const struct esp_reader *r, unsigned i)
{
    return &r->slots[(r->first + i) % ESP_SLOTS];
}

static unsigned count_asked(const struct esp_reader *r)
{
    unsigned n = 0;

    for (unsigned i = 0; i < r->count; i++)
        n += !esp_reader_slot(r, i)->done;
    return n;
}

/* ---- asking ---- */

/* The packet size that costs least.  At this size, sending lost packets again costs as much
 * as the overhead of all packets. */
uint32_t esp_reader_best_packet(const struct esp_reader *r)
{
    uint64_t square = (uint64_t)ESP_PACKET_OVERHEAD * r->bytes / (r->lost ? r->lost : 1);
    uint32_t size = ESP_SLOT_PACKET_MAX, most = r->session->stub.limits.packet;

    while (size > ESP_SLOT_PACKET_MIN && (size > most || (uint64_t)size * size > square))
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

int esp_reader_ask(struct esp_reader *r, struct esp_slot *slot)
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
    return esp_stub_send(&r->session->link, ESP_OP_READ_REGION, bytes, sizeof(bytes));
}

static unsigned count_looking(const struct esp_reader *r)
{
    unsigned n = 0;

    for (unsigned i = 0; i < ESP_LOOKING; i++)
        n += r->look_orders[i] > r->settled_upto;
    return n;
}

/* As many parts as arrive during a round trip are asked for in addition, if their answers are
 * as long as those before. */
static unsigned asked_max(const struct esp_reader *r)
{
    const struct esp_transport *t = r->session->transport;
    uint32_t baud = t->baud && !t->rates_mean_nothing ? t->baud : UNKNOWN_BAUD;
    uint32_t requests = r->session->stub.limits.requests;
    uint64_t bytes = (uint64_t)esp_transport_trips_ms(t, 0, 1) * baud / BITS_PER_SECOND_MS;
    uint64_t answer = (uint64_t)r->density * ESP_SLOT_MAX / 256, most = ESP_ASKED;

    if (requests > ESP_ASKED + ESP_LOOKING)
        most += bytes / (answer ? answer : 1);
    if (most > requests - ESP_LOOKING && most > ESP_ASKED)
        most = requests - ESP_LOOKING;
    return (unsigned)most;
}

bool esp_reader_room(const struct esp_reader *r)
{
    unsigned asked = count_asked(r);

    return r->count < ESP_SLOTS && asked < asked_max(r) &&
           asked + count_looking(r) < r->session->stub.limits.requests;
}

uint32_t esp_reader_part_max(const struct esp_reader *r)
{
    uint32_t most = r->session->stub.limits.region;

    return most < ESP_SLOT_MAX ? most : (uint32_t)ESP_SLOT_MAX;
}

static struct esp_slot *append(struct esp_reader *r, uint32_t address, uint32_t size)
{
    struct esp_slot *slot = esp_reader_slot(r, r->count++);

    slot->address = address;
    slot->size = size;
    slot->serial = r->serial++;
    slot->asked = slot->unsound = 0;
    return slot;
}

int esp_reader_fetch(struct esp_reader *r, uint32_t address, uint32_t size)
{
    struct esp_slot *slot = append(r, address, size);

    esp_slot_begin(slot, esp_reader_best_packet(r));
    return esp_reader_ask(r, slot);
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
        if (r->look_orders[i] <= r->settled_upto)
            return &r->look_orders[i];
    return NULL;
}

int esp_reader_look(struct esp_reader *r)
{
    struct esp_digest_request request = {.unit = ESP_LOOK_UNIT};
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
    return esp_digest_send(&r->session->link, &request);
}

struct esp_slot *esp_reader_ready(struct esp_reader *r)
{
    return r->count && esp_reader_slot(r, 0)->done ? esp_reader_slot(r, 0) : NULL;
}

void esp_reader_pop(struct esp_reader *r)
{
    r->first = (r->first + 1) % ESP_SLOTS;
    r->count--;
}

uint32_t esp_reader_partly(const struct esp_reader *r)
{
    const struct esp_slot *slot = esp_reader_slot(r, 0);
    uint64_t bytes;

    if (!r->count || slot->done)
        return 0;
    bytes = (uint64_t)slot->arrived * slot->packet * 256 / (r->density ? r->density : 1);
    return bytes < slot->size ? (uint32_t)bytes : slot->size - 1;
}

/* ---- waiting ---- */

static struct esp_slot *oldest_asked(struct esp_reader *r)
{
    struct esp_slot *oldest = NULL;

    for (unsigned i = 0; i < r->count; i++)
        if (!esp_reader_slot(r, i)->done && (!oldest || esp_reader_slot(r, i)->order < oldest->order))
            oldest = esp_reader_slot(r, i);
    return oldest;
}

/* Asks again for the oldest part only.  If the answers for the other parts are lost, too,
 * the answer to this request shows that.  If they are only late, the line does not carry
 * them twice. */
static int handle_silence(struct esp_reader *r)
{
    uint64_t now = esp_clock_ms(), heard = r->session->link.last_byte_ms;
    uint64_t network = (uint64_t)esp_transport_network_ms(r->session->transport);
    struct esp_slot *oldest = oldest_asked(r);

    if (heard < r->progress_ms)
        heard = r->progress_ms;
    if (now - heard >= DEAD_MS + network)
        return esp_reader_recover(r);
    if (heard < r->asked_ms)
        heard = r->asked_ms;
    if (now - heard < SILENCE_MS + network)
        return 0;
    if (oldest)
        return esp_reader_lost(r, oldest);
    esp_reader_set_over(r, r->order);
    return 0;
}

int esp_reader_step(struct esp_reader *r)
{
    struct esp_answer answer;
    int err = esp_link_receive(&r->session->link, &answer, STEP_MS);

    if (!err)
        err = esp_reader_handle(r, &answer);
    else if (err == ESP_ERR_TIMEOUT)
        err = handle_silence(r);
    esp_reader_count_damage(r, (unsigned)(r->session->link.damaged - r->damaged));
    r->damaged = r->session->link.damaged;
    if (!err && r->score >= ESP_TOO_MANY)
        err = esp_reader_slow_down(r);
    if (!err && esp_clock_ms() - r->progress_ms >=
                    STUCK_MS + (uint64_t)esp_transport_network_ms(r->session->transport)) {
        r->recoveries += TALK; /* bytes come, but no answers */
        err = esp_reader_recover(r);
    }
    return err;
}

int esp_reader_resume(struct esp_reader *r, uint64_t away_ms)
{
    if (away_ms < SILENCE_MS)
        return 0;
    r->progress_ms = esp_clock_ms();
    r->ignore_loss_upto = r->order;
    if (away_ms < ESP_RATE_IDLE_MS / 2)
        return 0;
    return esp_reader_recover(r); /* the stub may have gone back to its home rate */
}
