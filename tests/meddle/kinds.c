/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of damage to an answer, by the names that rules use.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "meddle/kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "esp/wire/protocol.h"

enum {
    BOMB_SIZE = 1 << 20, /* bytes that one packet inflates to */
    BOMB_ROOM = 0x2000,
    GROWTH = 0xa000, /* longer than any answer */
};

/* ---- kinds: each kind takes an answer and sends the result ---- */

typedef void kind(struct meddler *m, struct frame *f);

static uint8_t *status_of(struct frame *f)
{
    return f->bytes + f->size - ESP_STATUS_SIZE;
}

static void flip(struct meddler *m, struct frame *f, size_t at, uint8_t bits)
{
    if (at < f->size)
        f->bytes[at] ^= bits;
    meddler_send(m, f->bytes, f->size);
}

static void flip_status(struct meddler *m, struct frame *f)
{
    flip(m, f, f->size - ESP_STATUS_SIZE, 0x08);
}

static void flip_length(struct meddler *m, struct frame *f)
{
    flip(m, f, 2, 0x04);
}

static void flip_value(struct meddler *m, struct frame *f)
{
    flip(m, f, 4, 0x10);
}

static void flip_op(struct meddler *m, struct frame *f)
{
    flip(m, f, 1, 0x20);
}

static void flip_direction(struct meddler *m, struct frame *f)
{
    flip(m, f, 0, 0x40);
}

/* Flips the last byte before the status.  If the answer has a CRC, this is in the CRC. */
static void flip_check(struct meddler *m, struct frame *f)
{
    flip(m, f, f->size - ESP_STATUS_SIZE - 1, 0x01);
}

/* Sends a bare refusal, which the board never sent. */
static void refuse(struct meddler *m, struct frame *f, uint8_t status)
{
    f->size = ESP_HEADER_SIZE + ESP_STATUS_SIZE;
    if (f->bytes[1] != ESP_OP_READ_REGION)
        esp_put16(f->bytes + 2, ESP_STATUS_SIZE);
    status_of(f)[0] = ESP_STUB_FAILED;
    status_of(f)[1] = status;
    meddler_send(m, f->bytes, f->size);
}

static void refuse_range(struct meddler *m, struct frame *f)
{
    refuse(m, f, ESP_STUB_BAD_RANGE);
}

static void refuse_check(struct meddler *m, struct frame *f)
{
    refuse(m, f, ESP_STUB_BAD_CHECK);
}

static void cut(struct meddler *m, struct frame *f)
{
    meddler_send(m, f->bytes, f->size / 2);
}

static void grow(struct meddler *m, struct frame *f)
{
    memset(f->bytes + f->size, 0x42, GROWTH);
    meddler_send(m, f->bytes, f->size + GROWTH);
}

static void twice(struct meddler *m, struct frame *f)
{
    meddler_send(m, f->bytes, f->size);
    meddler_send(m, f->bytes, f->size);
}

static void drop(struct meddler *m, struct frame *f)
{
    (void)m;
    (void)f;
}

/* Passes the answer on.  For rules that come before other rules. */
static void pass(struct meddler *m, struct frame *f)
{
    meddler_send(m, f->bytes, f->size);
}

static void delay(struct meddler *m, struct frame *f)
{
    memcpy(m->late, f->bytes, f->size);
    m->late_size = f->size;
}

/* ---- kinds that lie with a right check ---- */

static void send_checked(struct meddler *m, struct frame *f)
{
    uint8_t *data = f->bytes + ESP_HEADER_SIZE;
    size_t size = f->size - ESP_HEADER_SIZE - ESP_STATUS_SIZE - 4;

    esp_put32(data + size, (uint32_t)crc32(0, data, (uInt)size));
    meddler_send(m, f->bytes, f->size);
}

/* Replaces the word of the data at an offset. */
static void lie(struct meddler *m, struct frame *f, size_t at, uint32_t value)
{
    if (f->size < ESP_HEADER_SIZE + at + 8 + ESP_STATUS_SIZE) {
        meddler_send(m, f->bytes, f->size);
        return;
    }
    esp_put32(f->bytes + ESP_HEADER_SIZE + at, value);
    send_checked(m, f);
}

static void lie_count(struct meddler *m, struct frame *f) /* for ERASE_SECTORS */
{
    lie(m, f, 8, 0x10000003);
}

static void lie_address(struct meddler *m, struct frame *f) /* for DIGEST and ERASE_SECTORS */
{
    lie(m, f, 0, 0x00fff000);
}

static void lie_length(struct meddler *m, struct frame *f)
{
    lie(m, f, 4, 0xfffff000);
}

static void lie_version(struct meddler *m, struct frame *f) /* for STUB_INFO */
{
    lie(m, f, 4, ESP_STUB_VERSION + 1);
}

static size_t deflate_zeros(uint8_t *out, size_t room)
{
    static uint8_t zeros[BOMB_SIZE];
    z_stream z = {.next_in = zeros, .avail_in = sizeof(zeros), .next_out = out,
                  .avail_out = (uInt)room};

    if (deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&z, Z_FINISH) != Z_STREAM_END)
        abort();
    deflateEnd(&z);
    return z.total_out;
}

static const struct region_asked *find_asked(const struct meddler *m, uint32_t tag)
{
    for (unsigned i = 0; i < REQUESTS; i++)
        if (m->asked[i].length && m->asked[i].tag == tag)
            return &m->asked[i];
    return NULL;
}

/* A packet of READ_REGION whose stream inflates to much more than the host asked for. */
static void bomb(struct meddler *m, struct frame *f)
{
    const struct region_asked *asked = find_asked(m, esp_get32(f->bytes + 4));
    uint8_t *at = f->bytes + ESP_HEADER_SIZE;

    if (!asked)
        return;
    at += deflate_zeros(at, BOMB_ROOM);
    esp_put32(at, asked->address);
    esp_put32(at + 4, asked->length);
    esp_put32(at + 8, 0x12345678);
    esp_put32(at + 12, ESP_PACKET_LAST);
    at += 16;
    esp_put32(at, (uint32_t)crc32(crc32(0, f->bytes + 4, 4), f->bytes + ESP_HEADER_SIZE,
                                  (uInt)(at - f->bytes - ESP_HEADER_SIZE)));
    memset(at + 4, 0, ESP_STATUS_SIZE);
    meddler_send(m, f->bytes, (size_t)(at - f->bytes) + 4 + ESP_STATUS_SIZE);
}

/* A packet with a number far behind the end, and with a right check. */
static void lie_number(struct meddler *m, struct frame *f)
{
    size_t behind = sizeof(struct esp_packet_trailer) + ESP_STATUS_SIZE;
    uint8_t *number = f->bytes + f->size - behind;

    if (f->size < ESP_HEADER_SIZE + behind)
        return;
    esp_put32(number, 0x7ffffff0);
    esp_put32(number + 4, (uint32_t)crc32(crc32(0, f->bytes + 4, 4), f->bytes + ESP_HEADER_SIZE,
                                          (uInt)(number + 4 - f->bytes - ESP_HEADER_SIZE)));
    meddler_send(m, f->bytes, f->size);
}

/* ---- kinds that begin a stream ---- */

static void begin_stream(struct meddler *m, enum stream stream)
{
    m->stream = stream;
    m->next_ms = 0;
}

static void silence(struct meddler *m, struct frame *f)
{
    (void)f;
    begin_stream(m, STREAM_SILENCE);
}

static void flood(struct meddler *m, struct frame *f)
{
    (void)f;
    begin_stream(m, STREAM_FLOOD);
}

static void noise(struct meddler *m, struct frame *f)
{
    (void)f;
    begin_stream(m, STREAM_NOISE);
}

static void trickle(struct meddler *m, struct frame *f)
{
    (void)f;
    begin_stream(m, STREAM_TRICKLE);
}

static void foreign(struct meddler *m, struct frame *f)
{
    (void)f;
    begin_stream(m, STREAM_FOREIGN);
}

static void chatter(struct meddler *m, struct frame *f)
{
    begin_stream(m, STREAM_CHATTER);
    meddler_send(m, f->bytes, f->size);
}

static void repeat(struct meddler *m, struct frame *f)
{
    if (f->size > sizeof(m->repeated))
        f->size = sizeof(m->repeated);
    memcpy(m->repeated, f->bytes, f->size);
    m->repeated_size = f->size;
    begin_stream(m, STREAM_REPEAT);
}

static const struct {
    const char *name;
    kind *apply;
} kinds[] = {
    {"status", flip_status},   {"length", flip_length},   {"value", flip_value},
    {"op", flip_op},           {"direction", flip_direction}, {"check", flip_check},
    {"refuse", refuse_range},  {"refuse-check", refuse_check}, {"cut", cut},
    {"grow", grow},            {"twice", twice},          {"drop", drop},
    {"pass", pass},            {"late", delay},           {"lie-count", lie_count},  {"lie-address", lie_address},
    {"lie-length", lie_length}, {"lie-version", lie_version}, {"bomb", bomb},
    {"lie-number", lie_number}, {"silence", silence},     {"flood", flood},
    {"noise", noise},          {"trickle", trickle},      {"foreign", foreign},
    {"chatter", chatter},      {"repeat", repeat},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

void meddler_print_kinds(void)
{
    for (unsigned i = 0; i < KINDS; i++)
        puts(kinds[i].name);
}

bool kind_find(const char *name, size_t size, unsigned *kind_number)
{
    for (unsigned i = 0; i < KINDS; i++)
        if (strlen(kinds[i].name) == size && memcmp(kinds[i].name, name, size) == 0) {
            *kind_number = i;
            return true;
        }
    return false;
}

void kind_apply(unsigned kind_number, struct meddler *m, struct frame *f)
{
    kinds[kind_number].apply(m, f);
}
