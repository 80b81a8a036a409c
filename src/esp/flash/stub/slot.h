/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of the flash while the session fetches it: the packets that have arrived and the
 * packets that are missing.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If the line damages packets of a part, the host asks for these packets only, not for the
 * whole part.  This works because the stub gives the same stream each time.
 */
#ifndef ESP_FLASH_STUB_SLOT_H
#define ESP_FLASH_STUB_SLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <zlib.h>

#include "esp/wire/command.h"

enum {
    ESP_SLOT_MAX = 0x8000, /* bytes of contents; larger parts compress better */
    ESP_SLOT_PACKET_MIN = ESP_PACKET_TOLD_MIN,
    ESP_SLOT_PACKET_MAX = 0x1000,
    /* Contents that do not compress become a little longer, by DEFLATE's stored blocks. */
    ESP_STREAM_MAX = ESP_REGION_MAX + ESP_REGION_MAX / 128 + 64,
    ESP_SLOT_PACKETS = ESP_STREAM_MAX / ESP_SLOT_PACKET_MIN + 1,
};
_Static_assert((int)ESP_SLOT_MAX <= (int)ESP_REGION_MAX, "a slot is one request");

struct esp_slot {
    uint32_t address, size; /* bytes */
    bool known;             /* the contents were known before; nothing is fetched */
    const uint8_t *contents; /* the known contents; NULL if the part is blank */
    bool done;

    uint32_t serial;    /* number of the slot */
    uint32_t asked;     /* number of requests for this part */
    uint32_t unsound;   /* times that all packets arrived but the contents were wrong */
    uint64_t order;     /* of the last request for this part, among all requests */
    bool stored;        /* the host asks for the contents uncompressed */
    uint32_t packet;    /* bytes in each packet */
    bool have[ESP_SLOT_PACKETS];
    uint32_t arrived;   /* number of packets that have arrived */
    uint32_t end;       /* number of packets in the stream; 0 if not known yet */
    uint32_t last_asked; /* number of the last packet that the last request asked for; the
                          * greatest possible one if end was not known */
    size_t stream;      /* bytes of the whole stream; valid if end is known */
    uint32_t crc32;     /* of the contents; valid if end is known */
    uint8_t packed[ESP_STREAM_MAX];
    uint8_t data[ESP_SLOT_MAX];
};

enum esp_packet_fate {
    ESP_PACKET_BAD,      /* damaged, or not of this slot */
    ESP_PACKET_TAKEN,
    ESP_PACKET_ENDS_ASK, /* taken; the last packet of the request, but others are missing */
    ESP_PACKET_COMPLETES, /* the slot is done */
    ESP_PACKET_UNSOUND,  /* all packets arrived, but the contents are wrong; all packets are
                          * forgotten */
};

/* Begins to fetch the part, or begins again, in packets of "packet" bytes. */
void esp_slot_begin(struct esp_slot *slot, uint32_t packet);

/* Fills in a request for the missing packets.  The caller fills in the looks. */
void esp_slot_request(struct esp_slot *slot, struct esp_region_request *request);

/* The tag of the slot's last request.  The tags of other slots differ from it, and so do
 * the tags of the slot's 255 requests before. */
uint32_t esp_slot_tag(const struct esp_slot *slot);
bool esp_slot_owns(const struct esp_slot *slot, uint32_t tag);

enum esp_packet_fate esp_slot_take(struct esp_slot *slot, const struct esp_answer *answer,
                                   z_stream *inflater);

/* Number of missing packets; 1 if the length of the stream is not known yet. */
uint32_t esp_slot_missing(const struct esp_slot *slot);

/* The contents; NULL if the part is known to be blank. */
const uint8_t *esp_slot_contents(const struct esp_slot *slot);

bool esp_slot_is_blank(const struct esp_slot *slot);

#endif
