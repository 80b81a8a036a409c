/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of the flash while the session fetches it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/slot.h"

#include <string.h>

#include "base/bytes.h"

void esp_slot_begin(struct esp_slot *slot, uint32_t packet)
{
    slot->known = false;
    slot->done = false;
    slot->stored = slot->unsound > 0; /* perhaps the stub's compressor is at fault */
    slot->packet = packet;
    memset(slot->have, 0, sizeof(slot->have));
    slot->arrived = slot->end = 0;
}

/* All packets after the first 127 share one bit. */
static uint32_t bit_of(uint32_t number)
{
    return number < ESP_PACKETS_MAX ? number : ESP_PACKETS_MAX - 1;
}

void esp_slot_request(struct esp_slot *slot, struct esp_region_request *request)
{
    uint32_t end = slot->end ? slot->end : ESP_SLOT_PACKETS;

    slot->asked++;
    *request = (struct esp_region_request){
        .address = slot->address,
        .length = slot->size,
        .options = slot->stored ? ESP_REGION_STORED : ESP_REGION_DEFLATE,
        .tag = esp_slot_tag(slot),
        .packet = slot->packet,
    };
    for (uint32_t i = 0; i < end; i++)
        if (!slot->have[i]) {
            request->want[bit_of(i) / 32] |= 1u << bit_of(i) % 32;
            slot->last_asked = i;
        }
}

uint32_t esp_slot_tag(const struct esp_slot *slot)
{
    return slot->serial << 8 | (slot->asked & 0xff);
}

bool esp_slot_owns(const struct esp_slot *slot, uint32_t tag)
{
    return !slot->known && tag >> 8 == (slot->serial & 0xffffff);
}

uint32_t esp_slot_missing(const struct esp_slot *slot)
{
    return slot->end ? slot->end - slot->arrived : 1;
}

const uint8_t *esp_slot_contents(const struct esp_slot *slot)
{
    return slot->known ? slot->contents : slot->data;
}

bool esp_slot_is_blank(const struct esp_slot *slot)
{
    return slot->known ? !slot->contents : slot->done && slot->stream == 0;
}

/* A packet, as it lies in its answer. */
struct packet {
    const uint8_t *bytes;
    size_t size;
    uint32_t number;
    const uint8_t *end; /* the region's trailer if this is the last packet, else NULL */
};

static bool open_packet(const struct esp_answer *answer, struct packet *p)
{
    const size_t behind = sizeof(struct esp_packet_trailer);
    uint8_t tag[4];
    uint32_t crc;

    if (!answer->status || answer->size < behind)
        return false;
    p->bytes = answer->data;
    p->size = answer->size - behind;
    p->number = esp_get32(p->bytes + p->size);
    p->end = NULL;
    esp_put32(tag, answer->value);
    crc = (uint32_t)crc32(crc32(0, tag, sizeof(tag)), p->bytes, (uInt)p->size + 4);
    if (crc != esp_get32(p->bytes + p->size + 4))
        return false;
    if (p->number & ESP_PACKET_LAST) {
        if (p->size < sizeof(struct esp_region_trailer))
            return false;
        p->size -= sizeof(struct esp_region_trailer);
        p->end = p->bytes + p->size;
        p->number &= ~ESP_PACKET_LAST;
    }
    return true;
}

static bool fits(const struct esp_slot *slot, const struct packet *p)
{
    if (p->number >= (slot->end ? slot->end : ESP_SLOT_PACKETS) || p->size > slot->packet ||
        (size_t)p->number * slot->packet + p->size > ESP_STREAM_MAX)
        return false;
    if (p->end)
        return esp_get32(p->end) == slot->address && esp_get32(p->end + 4) == slot->size;
    return p->size == slot->packet;
}

/* True if a packet arrived whose number is past the end of the stream.  That packet belongs
 * to another stream, which the flash gave earlier. */
static bool another_stream(const struct esp_slot *slot)
{
    for (uint32_t i = slot->end; i < ESP_SLOT_PACKETS; i++)
        if (slot->have[i])
            return true;
    return false;
}

static bool inflates(struct esp_slot *slot, z_stream *z)
{
    inflateReset(z);
    z->next_in = slot->packed;
    z->avail_in = (uInt)slot->stream;
    z->next_out = slot->data;
    z->avail_out = slot->size;
    return inflate(z, Z_FINISH) == Z_STREAM_END && z->avail_in == 0 && z->avail_out == 0;
}

static bool unpack(struct esp_slot *slot, z_stream *z)
{
    bool whole = slot->stored && slot->stream == slot->size;

    if (slot->stream == 0) {
        memset(slot->data, 0xff, slot->size);
        return slot->crc32 == ESP_REGION_BLANK;
    }
    if (whole)
        memcpy(slot->data, slot->packed, slot->size);
    else if (!slot->stored)
        whole = inflates(slot, z);
    return whole && crc32(0, slot->data, slot->size) == slot->crc32;
}

enum esp_packet_fate esp_slot_take(struct esp_slot *slot, const struct esp_answer *answer,
                                   z_stream *inflater)
{
    struct packet p;
    bool other;

    if (!open_packet(answer, &p) || !fits(slot, &p))
        return ESP_PACKET_BAD;
    if (!slot->have[p.number]) {
        memcpy(slot->packed + (size_t)p.number * slot->packet, p.bytes, p.size);
        slot->have[p.number] = true;
        slot->arrived++;
    }
    if (p.end) {
        slot->end = p.number + 1;
        slot->stream = (size_t)p.number * slot->packet + p.size;
        slot->crc32 = esp_get32(p.end + 8);
    }
    other = p.end && another_stream(slot);
    if (other || (slot->end && slot->arrived == slot->end)) {
        slot->done = !other && unpack(slot, inflater);
        if (!slot->done) {
            slot->unsound++;
            esp_slot_begin(slot, slot->packet);
        }
        return slot->done ? ESP_PACKET_COMPLETES : ESP_PACKET_UNSOUND;
    }
    return p.end || p.number == slot->last_asked ? ESP_PACKET_ENDS_ASK : ESP_PACKET_TAKEN;
}
