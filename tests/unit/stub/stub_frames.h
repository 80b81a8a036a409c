/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and answers as bytes, for the tests of the stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_FRAMES_H
#define UNIT_STUB_STUB_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "esp/wire/protocol.h"

/* Room for the longest request with all bytes escaped. */
struct wire {
    uint8_t bytes[2 * (ESP_HEADER_SIZE + sizeof(struct esp_write_region) + ESP_WRITE_MAX) + 2];
    size_t size;
};

static inline void wire_raw(struct wire *wire, uint8_t byte)
{
    if (wire->size < sizeof wire->bytes)
        wire->bytes[wire->size++] = byte;
}

static inline void wire_escaped(struct wire *wire, uint8_t byte)
{
    if (byte == ESP_SLIP_END || byte == ESP_SLIP_ESC) {
        wire_raw(wire, ESP_SLIP_ESC);
        byte = byte == ESP_SLIP_END ? ESP_SLIP_ESC_END : ESP_SLIP_ESC_ESC;
    }
    wire_raw(wire, byte);
}

static inline uint32_t request_check(uint8_t op, const void *data, size_t size)
{
    uLong crc = crc32(0, &op, 1);

    return (uint32_t)(size ? crc32(crc, data, (uInt)size) : crc);
}

/* Adds a whole request frame. */
static inline void wire_request(struct wire *wire, uint8_t op, const void *data, size_t size,
                                uint32_t check)
{
    uint8_t header[ESP_HEADER_SIZE] = {
        ESP_DIR_REQUEST, op, (uint8_t)size, (uint8_t)(size >> 8), (uint8_t)check,
        (uint8_t)(check >> 8), (uint8_t)(check >> 16), (uint8_t)(check >> 24),
    };
    const uint8_t *bytes = data;

    wire_raw(wire, ESP_SLIP_END);
    for (size_t i = 0; i < sizeof header; i++)
        wire_escaped(wire, header[i]);
    for (size_t i = 0; i < size; i++)
        wire_escaped(wire, bytes[i]);
    wire_raw(wire, ESP_SLIP_END);
}

/* An answer, without SLIP's escapes. */
struct answer {
    bool found;
    uint8_t op;
    uint16_t length;
    uint32_t value;
    uint8_t status, detail;
    size_t size; /* bytes of data: without header and status */
    uint8_t data[ESP_REGION_MAX + 64];
};

/* Takes the next frame from bytes[*at], with at most size bytes after unescaping.  False at
 * the end.  *count: the length of the frame. */
static inline bool next_frame(const uint8_t *bytes, size_t size, size_t *at, uint8_t *frame,
                              size_t room, size_t *count)
{
    size_t n = 0;

    while (*at < size && bytes[*at] != ESP_SLIP_END)
        ++*at;
    while (*at + 1 < size && bytes[*at + 1] == ESP_SLIP_END) /* empty frames are ignored */
        ++*at;
    if (++*at >= size)
        return false;
    while (*at < size && bytes[*at] != ESP_SLIP_END && n < room) {
        uint8_t byte = bytes[(*at)++];
        if (byte == ESP_SLIP_ESC && *at < size)
            byte = bytes[(*at)++] == ESP_SLIP_ESC_END ? ESP_SLIP_END : ESP_SLIP_ESC;
        frame[n++] = byte;
    }
    if (*at >= size || n == 0)
        return false;
    ++*at;
    *count = n;
    return true;
}

static inline uint32_t word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

/* Takes the next frame that is an answer.  Other frames, such as the greeting, are
 * skipped. */
static inline bool next_answer(const uint8_t *bytes, size_t size, size_t *at,
                               struct answer *answer)
{
    static uint8_t frame[sizeof answer->data + ESP_HEADER_SIZE + ESP_STATUS_SIZE];
    size_t count;

    answer->found = false;
    do {
        if (!next_frame(bytes, size, at, frame, sizeof frame, &count))
            return false;
    } while (count < ESP_HEADER_SIZE + ESP_STATUS_SIZE || frame[0] != ESP_DIR_ANSWER);
    answer->found = true;
    answer->op = frame[1];
    answer->length = (uint16_t)(frame[2] | frame[3] << 8);
    answer->value = word_at(frame + 4);
    answer->size = count - ESP_HEADER_SIZE - ESP_STATUS_SIZE;
    memcpy(answer->data, frame + ESP_HEADER_SIZE, answer->size);
    answer->status = frame[count - 2];
    answer->detail = frame[count - 1];
    return true;
}

/* A request for a region as one packet, whatever the length of its stream. */
static inline struct esp_region_request region_request(uint32_t address, uint32_t length,
                                                       uint32_t options, uint32_t tag)
{
    return (struct esp_region_request){
        .address = address,
        .length = length,
        .options = options,
        .tag = tag,
        .packet = 2 * ESP_REGION_MAX,
        .want = {1},
    };
}

/* True if the packet agrees with its trailer and has this number. */
static inline bool packet_sound(const struct answer *answer, uint32_t number)
{
    uint8_t tag[4] = {(uint8_t)answer->value, (uint8_t)(answer->value >> 8),
                      (uint8_t)(answer->value >> 16), (uint8_t)(answer->value >> 24)};
    uLong crc = crc32(0, tag, sizeof tag);

    return answer->op == ESP_OP_READ_REGION && answer->status == 0 && answer->size >= 8 &&
           word_at(answer->data + answer->size - 8) == number &&
           word_at(answer->data + answer->size - 4) ==
               crc32(crc, answer->data, (uInt)answer->size - 4);
}

/* True if the answer is this region, stored, as one packet. */
static inline bool region_sound(const struct answer *answer, const uint8_t *contents,
                                uint32_t address, uint32_t length)
{
    const uint8_t *trailer = answer->data + length;

    return packet_sound(answer, 0 | ESP_PACKET_LAST) && answer->size == length + 12 + 8 &&
           memcmp(answer->data, contents, length) == 0 && word_at(trailer) == address &&
           word_at(trailer + 4) == length && word_at(trailer + 8) == crc32(0, contents, length);
}

#endif
