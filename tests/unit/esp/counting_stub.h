/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stub in memory that answers one request at a time, and records the largest values that
 * the host asked for.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_ESP_COUNTING_STUB_H
#define UNIT_ESP_COUNTING_STUB_H

#include <openssl/evp.h>

#include "esp/session/session_impl.h"
#include "unit/fake_transport.h"

enum { FLASH_SIZE = 0x60000, WAITING_MAX = 32 };

static struct fake_transport fake;
static struct esp_session session;
static uint8_t flash[FLASH_SIZE];

/* Requests that wait for their answers.  The stub answers a request when the host has read
 * all earlier answers. */
static struct waiting {
    uint8_t bytes[0x5000];
    size_t size;
    uint32_t wire; /* bytes */
} waiting[WAITING_MAX];
static unsigned waiting_count;

/* The largest values that the host asked for at one time. */
static struct {
    uint32_t region, packet, write, in_flight, requests;
} most;
static uint32_t regions_size, hurries, writes_asked; /* totals */
static uint32_t lost_write; /* number of the write that is not answered, from 1; 0: all are
                             * answered */

static void at_most(uint32_t *record, uint32_t value)
{
    if (value > *record)
        *record = value;
}

/* ---- the stub ---- */

static bool is_blank(uint32_t address, uint32_t length)
{
    while (length-- != 0)
        if (flash[address++] != 0xff)
            return false;
    return true;
}

/* Sends the contents in packets, not compressed. */
static void answer_region(const uint8_t *request)
{
    static uint8_t stream[0x8000 + 12], data[0x8100];
    uint32_t address = esp_get32(request + 8), length = esp_get32(request + 12), size = 0;
    uint32_t packet = esp_get32(request + 24), tag = esp_get32(request + 20);
    bool deflate = esp_get32(request + 16) == ESP_REGION_DEFLATE;
    bool blank = deflate && is_blank(address, length);
    uint8_t word[4];

    at_most(&most.region, length);
    at_most(&most.packet, packet);
    regions_size += length;
    if (deflate && !blank) { /* a stored block counts, too */
        stream[0] = 1;
        esp_put16(stream + 1, (uint16_t)length);
        esp_put16(stream + 3, (uint16_t)~length);
        size = 5;
    }
    memcpy(stream + size, flash + address, length);
    size += blank ? 0 : length;
    esp_put32(word, tag);
    for (uint32_t at = 0, i = 0; at < size || i == 0; at += packet, i++) {
        uint32_t n = size - at < packet ? size - at : packet;
        bool last = at + n == size;

        memcpy(data, stream + at, n);
        if (last) {
            esp_put32(data + n, address);
            esp_put32(data + n + 4, length);
            esp_put32(data + n + 8,
                      blank ? ESP_REGION_BLANK : (uint32_t)crc32(0, flash + address, length));
            n += 12;
        }
        esp_put32(data + n, i | (last ? ESP_PACKET_LAST : 0));
        esp_put32(data + n + 4, (uint32_t)crc32(crc32(0, word, 4), data, n + 4));
        data[n + 8] = data[n + 9] = 0;
        fake_answer(&fake, ESP_OP_READ_REGION, tag, data, n + 10);
    }
}

static void answer_digest(const uint8_t *request)
{
    uint8_t data[16 + 16 * ESP_DIGESTS_MAX + 4 + 2] = {0};
    uint32_t address = esp_get32(request + 8), left = esp_get32(request + 12);
    uint32_t unit = esp_get32(request + 16) ? esp_get32(request + 16) : left;
    uint32_t size = 16;

    memcpy(data, request + 8, 16);
    for (uint32_t n; left != 0; left -= n, address += n, size += 16) {
        n = left < unit ? left : unit;
        EVP_Digest(flash + address, n, data + size, NULL, EVP_md5(), NULL);
    }
    esp_put32(data + size, (uint32_t)crc32(0, data, size));
    fake_answer(&fake, ESP_OP_DIGEST, esp_get32(request + 20), data, size + 6);
}

static void answer_write(const uint8_t *request, size_t size)
{
    static const uint8_t good[2];
    uint32_t address = esp_get32(request + 8), length = esp_get32(request + 12);
    const uint8_t *contents = request + ESP_HEADER_SIZE + sizeof(struct esp_write_region);
    z_stream z = {.next_in = (Bytef *)(uintptr_t)contents,
                  .avail_in = (uInt)(request + size - contents),
                  .next_out = flash + address, .avail_out = length};

    at_most(&most.write, length);
    if (++writes_asked == lost_write)
        return;
    if (esp_get32(request + 16) & ESP_WRITE_DEFLATE) {
        inflateInit2(&z, -MAX_WBITS);
        inflate(&z, Z_FINISH);
        inflateEnd(&z);
    } else {
        memcpy(flash + address, contents, length);
    }
    fake_answer(&fake, ESP_OP_WRITE_REGION, esp_get32(request + 20), good, 2);
}

static void answer_erase(const uint8_t *request)
{
    uint8_t data[sizeof(struct esp_erase_result) + ESP_STATUS_SIZE] = {0};

    memcpy(data, request + 8, 8); /* address and length */
    memset(flash + esp_get32(data), 0xff, esp_get32(data + 4));
    memcpy(data + 8, data + 4, 4);
    esp_put32(data + 12, (uint32_t)crc32(0, data, 12));
    fake_answer(&fake, ESP_OP_ERASE_SECTORS, esp_get32(request + 20), data, sizeof(data));
}

static void answer(const uint8_t *request, size_t size)
{
    static const uint8_t good[2];

    switch (request[1]) {
    case ESP_OP_READ_REGION:
        answer_region(request);
        break;
    case ESP_OP_DIGEST:
        answer_digest(request);
        break;
    case ESP_OP_WRITE_REGION:
        answer_write(request, size);
        break;
    case ESP_OP_ERASE_SECTORS:
        answer_erase(request);
        break;
    case ESP_OP_STUB_INFO:
        fake_stub_info(&fake, 0x1640ef, 0, 0);
        break;
    case ESP_OP_HURRY:
        hurries++;
        fake_answer(&fake, ESP_OP_HURRY, 2, good, 2);
        break;
    default:
        fake_answer(&fake, request[1], 0, good, 2);
    }
}

static void take(struct fake_transport *f, const uint8_t *request, size_t size)
{
    struct waiting *w = &waiting[waiting_count++];
    uint32_t in_flight = 0;

    (void)f;
    memcpy(w->bytes, request, size);
    w->size = size;
    w->wire = (uint32_t)size + 2;
    for (size_t i = 0; i < size; i++)
        w->wire += request[i] == ESP_SLIP_END || request[i] == ESP_SLIP_ESC;
    for (unsigned i = 0; i < waiting_count; i++)
        in_flight += waiting[i].bytes[1] == ESP_OP_WRITE_REGION ? waiting[i].wire : 0;
    at_most(&most.requests, waiting_count);
    at_most(&most.in_flight, in_flight);
}

static int slow_read(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms)
{
    if (fake.input_at == fake.input_size && waiting_count != 0) {
        answer(waiting[0].bytes, waiting[0].size);
        memmove(waiting, waiting + 1, --waiting_count * sizeof(waiting[0]));
    }
    return fake_read(t, buf, size, timeout_ms);
}

#endif
