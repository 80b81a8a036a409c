/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash through the stub: handling answers, and answers that do not come.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/clock.h"
#include "esp/flash/stub/stubread_impl.h"

enum {
    FAILURE = 2,        /* added to the score */
    SMALL = 0x200,      /* bytes; most packets of this size should arrive */
    UNSOUND_MAX = 8,    /* after so many the line cannot be the cause */
    MEMORY = 0x40000,   /* bytes; older losses count less and less */
};

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
    r->refusal = 0;
    esp_link_achieved(&r->session->link);
    r->bytes += (uint32_t)size;
    if (r->score)
        r->score--;
    forget_old(r);
}

/* Damage to small packets means that the line is bad.  Big packets may simply be too big
 * for the line. */
void esp_reader_count_damage(struct esp_reader *r, unsigned frames)
{
    if (r->order > r->ignore_loss_upto)
        r->score += frames * (esp_reader_best_packet(r) <= SMALL ? FAILURE : 1);
}

static void count_failure(struct esp_reader *r, const struct esp_slot *slot, uint32_t packets)
{
    if (slot->order <= r->ignore_loss_upto)
        return;
    r->lost += packets;
    r->bytes += packets * slot->packet / 2;
    forget_old(r);
}

/* Asks in smaller packets if less than half of the big ones arrived. */
static int ask_again(struct esp_reader *r, struct esp_slot *slot)
{
    uint32_t best = esp_reader_best_packet(r);

    if (best < slot->packet && (slot->end == 0 || slot->arrived < slot->end / 2))
        esp_slot_begin(slot, best);
    return esp_reader_ask(r, slot);
}

/* The answer to the part's last request has ended, and packets are missing. */
int esp_reader_lost(struct esp_reader *r, struct esp_slot *slot)
{
    count_failure(r, slot, esp_slot_missing(slot));
    return ask_again(r, slot);
}

int esp_reader_ask_all(struct esp_reader *r)
{
    int err = 0;

    for (unsigned i = 0; i < r->count && !err; i++)
        if (!esp_reader_slot(r, i)->done)
            err = ask_again(r, esp_reader_slot(r, i));
    return err;
}

void esp_reader_set_over(struct esp_reader *r, uint64_t order)
{
    if (order <= r->settled_upto)
        return;
    r->settled_upto = order;
    if (r->looks.over)
        r->looks.over(r->looks.ctx, order);
}

/* An answer to the request of this order has arrived, so all requests before it have
 * ended. */
static int find_lost(struct esp_reader *r, uint64_t order)
{
    int err = 0;

    esp_reader_set_over(r, order - 1);
    for (unsigned i = 0; i < r->count && !err; i++)
        if (!esp_reader_slot(r, i)->done && esp_reader_slot(r, i)->order < order)
            err = esp_reader_lost(r, esp_reader_slot(r, i));
    return err;
}

/* ---- answers ---- */

static struct esp_slot *find(struct esp_reader *r, uint32_t tag)
{
    for (unsigned i = 0; i < r->count; i++)
        if (esp_slot_owns(esp_reader_slot(r, i), tag))
            return esp_reader_slot(r, i);
    return NULL;
}

/* A range past the stub's limits stays refused.  A damaged request is sent again, and a
 * flash that was busy may be idle the next time.  So a refusal counts only when the stub
 * repeats it without a packet in between.  "bare" means that the answer has no data: a
 * status after data may be the end of a frame that the line cut. */
static int refused(struct esp_reader *r, struct esp_slot *slot, uint8_t status, bool bare)
{
    struct esp_fault *fault = &r->session->fault;
    bool again = r->refusal == status;

    r->refusal = status;
    r->score += FAILURE;
    if (status == ESP_STUB_BAD_RANGE && bare && again)
        return esp_fail(fault, ESP_ERR_RANGE, "0x%x is past the end of the flash",
                        (unsigned)slot->address);
    if (status == ESP_STUB_FLASH_TIMEOUT && again && r->score >= ESP_TOO_MANY - FAILURE)
        return esp_fail(fault, ESP_ERR_STATUS, "the flash does not answer at 0x%x",
                        (unsigned)slot->address);
    return esp_reader_lost(r, slot);
}

static void measure_density(struct esp_reader *r, const struct esp_slot *slot)
{
    r->density = (r->density + (uint32_t)((slot->stream + ESP_PACKET_OVERHEAD) * 256 / slot->size)) / 2;
}

static int take(struct esp_reader *r, struct esp_slot *slot, const struct esp_answer *answer)
{
    /* A late packet of an older request says nothing about the newest request. */
    bool newest = answer->value == esp_slot_tag(slot);
    uint64_t order = slot->order;
    uint32_t arrived = slot->arrived;
    enum esp_packet_fate fate = esp_slot_take(slot, answer, &r->inflate);
    int err;

    if (fate == ESP_PACKET_BAD) { /* the next answer shows that the packet is missing */
        esp_reader_count_damage(r, 1);
        return 0;
    }
    /* A packet that was there already is no progress.  Otherwise repeated packets could
     * keep the reader going for ever. */
    if (fate == ESP_PACKET_COMPLETES || slot->arrived > arrived)
        count_success(r, answer->size);
    if (fate == ESP_PACKET_COMPLETES)
        measure_density(r, slot);
    err = newest ? find_lost(r, order) : 0;
    if (!err && fate == ESP_PACKET_UNSOUND && slot->unsound > UNSOUND_MAX)
        err = esp_fail(&r->session->fault, ESP_ERR_CHECK,
                       "the flash reads differently each time, at 0x%x", (unsigned)slot->address);
    if (!err && (fate == ESP_PACKET_UNSOUND || (newest && fate == ESP_PACKET_ENDS_ASK)))
        err = esp_reader_lost(r, slot);
    return err;
}

/* Returns 0 if the tag is unknown or too old. */
static uint64_t order_of(const struct esp_reader *r, uint32_t tag)
{
    for (uint64_t order = r->order; order && order + ESP_TAGS > r->order; order--)
        if (r->tags[order % ESP_TAGS] == tag)
            return order;
    return 0;
}

/* If a request for a part also asked for digests, these come after the part's packets. */
static int take_digests(struct esp_reader *r, const struct esp_answer *answer)
{
    uint64_t order = order_of(r, answer->value);

    if (order <= r->settled_upto)
        return 0;
    if (r->looks.take && r->looks.take(r->looks.ctx, answer)) {
        r->progress_ms = esp_clock_ms();
        esp_link_achieved(&r->session->link);
    }
    return find_lost(r, order + 1);
}

int esp_reader_handle(struct esp_reader *r, const struct esp_answer *answer)
{
    struct esp_slot *slot = find(r, answer->value);

    if (answer->op == ESP_OP_DIGEST)
        return take_digests(r, answer);
    if (answer->op != ESP_OP_READ_REGION || !slot || slot->done)
        return 0; /* a late answer, or one with a damaged tag */
    if (answer->status && answer->status[0] == ESP_STUB_FAILED)
        return refused(r, slot, answer->status[1], answer->size == 0);
    return take(r, slot, answer);
}
