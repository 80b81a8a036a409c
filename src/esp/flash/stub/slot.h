/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of the flash while it is being fetched: the packets that arrived of it,
 * and those still missing.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * What the line damaged of a part is asked for again, not the part: the stub gives
 * the same stream each time.
 */
#ifndef ESP_FLASH_STUB_SLOT_H
#define ESP_FLASH_STUB_SLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <zlib.h>

#include "esp/wire/command.h"

enum {
    ESP_SLOT_MAX = 0x8000, /* bytes of contents: the more, the better they compress */
    ESP_SLOT_PACKET_MIN = ESP_PACKET_TOLD_MIN,
    ESP_SLOT_PACKET_MAX = 0x1000,
    /* Contents that do not compress get a little longer: DEFLATE's stored blocks. */
    ESP_STREAM_MAX = ESP_REGION_MAX + ESP_REGION_MAX / 128 + 64,
    ESP_SLOT_PACKETS = ESP_STREAM_MAX / ESP_SLOT_PACKET_MIN + 1,
};
_Static_assert((int)ESP_SLOT_MAX <= (int)ESP_REGION_MAX, "a slot is one request");

struct esp_slot {
    uint32_t address, size; /* bytes */
    bool known;             /* nothing had to be fetched */
    const uint8_t *contents; /* known ones; NULL: it is blank */
    bool done;

    uint32_t serial;    /* numbers the slots */
    uint32_t asked;     /* how often it was asked for */
    uint32_t unsound;   /* how often what arrived was not sound */
    uint64_t order;     /* of its last request among all requests */
    bool stored;        /* asked for as it is, not compressed */
    uint32_t packet;    /* bytes in each */
    bool have[ESP_SLOT_PACKETS];
    uint32_t arrived;   /* how many of them */
    uint32_t end;       /* how many there are, 0: not known */
    uint32_t last_asked; /* the last packet of the last request, if known, else the greatest */
    size_t stream;      /* bytes of all, when end is known */
    uint32_t crc32;     /* of the contents, likewise */
    uint8_t packed[ESP_STREAM_MAX];
    uint8_t data[ESP_SLOT_MAX];
};

enum esp_packet_fate {
    ESP_PACKET_BAD,      /* damaged, or not of this slot */
    ESP_PACKET_TAKEN,
    ESP_PACKET_ENDS_ASK, /* taken, and the last one of the request; not all are here */
    ESP_PACKET_COMPLETES, /* the slot is done */
    ESP_PACKET_UNSOUND,  /* all are here and are not what they should be: all forgotten */
};

/* Begins to fetch, or begins anew, in packets of that many bytes. */
void esp_slot_begin(struct esp_slot *slot, uint32_t packet);

/* Fills a request for what is missing, apart from looks. */
void esp_slot_request(struct esp_slot *slot, struct esp_region_request *request);

/* The tag of its last request; another slot's differs, and so do those of its own
 * 255 requests before. */
uint32_t esp_slot_tag(const struct esp_slot *slot);
bool esp_slot_owns(const struct esp_slot *slot, uint32_t tag);

enum esp_packet_fate esp_slot_take(struct esp_slot *slot, const struct esp_answer *answer,
                                   z_stream *inflater);

/* How many packets of the last request are missing, as far as is known. */
uint32_t esp_slot_missing(const struct esp_slot *slot);

/* NULL: it is blank. */
const uint8_t *esp_slot_contents(const struct esp_slot *slot);

bool esp_slot_is_blank(const struct esp_slot *slot);

#endif
