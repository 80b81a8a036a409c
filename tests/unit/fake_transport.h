/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transport in memory: splits the written bytes into requests, and lets a function of the
 * test answer them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_FAKE_TRANSPORT_H
#define UNIT_FAKE_TRANSPORT_H

#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/bytes.h"
#include "esp/line/slip.h"
#include "esp/line/transport.h"
#include "esp/wire/protocol.h"

struct fake_transport {
    struct esp_transport base; /* must be first, as in every back-end */
    struct esp_fault fault;
    uint8_t input[1 << 19]; /* bytes that the code under test will read */
    size_t input_at, input_size;
    size_t chunk; /* largest number of bytes per read; 0: no limit */
    struct esp_slip_reader requests;
    uint8_t request[0x5000]; /* large enough for a WRITE_REGION of 16 KB */
    unsigned request_count;
    uint8_t message[16]; /* a ROM's message: the last request, followed by the rest of older
                          * requests */
    char lines[1024]; /* "10 " for DTR asserted, RTS released */
    int idle_ms;
    int dead; /* every read and write returns this error */
    /* Called for each request.  NULL: there is no chip. */
    void (*answer)(struct fake_transport *f, const uint8_t *request, size_t size);
    void *ctx;
};

static inline void fake_input(struct fake_transport *f, const void *data, size_t size)
{
    if (f->input_at == f->input_size)
        f->input_at = f->input_size = 0;
    if (size > sizeof(f->input) - f->input_size)
        size = sizeof(f->input) - f->input_size;
    memcpy(f->input + f->input_size, data, size);
    f->input_size += size;
}

/* Queues an answer frame.  data includes the status. */
static inline void fake_answer(struct fake_transport *f, uint8_t op, uint32_t value,
                               const void *data, size_t size)
{
    static uint8_t wire[ESP_SLIP_ROOM(0x10000)];
    uint8_t header[ESP_HEADER_SIZE] = {ESP_DIR_ANSWER, op};
    struct esp_slip_writer w;

    esp_put16(header + 2, op == ESP_OP_READ_REGION ? 0 : (uint16_t)size);
    esp_put32(header + 4, value);
    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_slip_begin(&w);
    esp_slip_put(&w, header, sizeof(header));
    esp_slip_put(&w, data, size);
    esp_slip_end(&w);
    fake_input(f, wire, w.used);
}

/* Stores a request as the ESP8266's ROM does: a short request leaves the rest of the older
 * request in place.  False for a command that does not use this message. */
static inline bool fake_message(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[2] = {0, 5};
    uint32_t at;

    memcpy(f->message, request, size < sizeof(f->message) ? size : sizeof(f->message));
    at = esp_get32(f->message + 8) - 0x3fffa000u;
    if (request[1] != ESP_OP_READ_REG || at > sizeof(f->message) - 4)
        return false;
    fake_answer(f, ESP_OP_READ_REG, esp_get32(f->message + at), good, 2);
    return true;
}

/* The limits that the stub reports.  A test may change them.  If a test's session has not
 * asked for them, the test must start its session with these limits. */
static struct esp_stub_limits fake_limits = {
    .region = 0x8000, .write = 0x4000, .packet = 0x10000, .in_flight = 28 * 1024, .requests = 16,
    .reach = 0x1000000, .speed = 2,
};

/* The stub's answer to STUB_INFO.  damage is added to its check word. */
static inline void fake_stub_info(struct fake_transport *f, uint32_t jedec_id, uint32_t code_crc32,
                                  uint32_t damage)
{
    uint8_t data[sizeof(struct esp_stub_info) + ESP_STATUS_SIZE] = {0};

    esp_put32(data, ESP_STUB_MAGIC);
    esp_put32(data + 4, ESP_STUB_VERSION);
    esp_put32(data + 12, jedec_id);
    esp_put32(data + 20, code_crc32);
    for (int i = 0; i < 7; i++)
        esp_put32(data + 36 + 4 * i, ((const uint32_t *)&fake_limits)[i]);
    esp_put32(data + 64, (uint32_t)crc32(0, data, 64) + damage);
    fake_answer(f, ESP_OP_STUB_INFO, 0, data, sizeof(data));
}

static inline int fake_read(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms)
{
    struct fake_transport *f = (struct fake_transport *)t;
    size_t n = f->input_size - f->input_at;

    if (f->dead)
        return f->dead;
    if (n == 0) {
        usleep(timeout_ms > 0 ? 1000 : 0);
        return 0;
    }
    if (f->chunk && n > f->chunk)
        n = f->chunk;
    if (n > size)
        n = size;
    memcpy(buf, f->input + f->input_at, n);
    f->input_at += n;
    return (int)n;
}

static inline int fake_write(struct esp_transport *t, const uint8_t *buf, size_t size,
                             int timeout_ms)
{
    struct fake_transport *f = (struct fake_transport *)t;

    (void)timeout_ms;
    if (f->dead)
        return f->dead;
    while (size) {
        size_t taken;

        if (esp_slip_feed(&f->requests, buf, size, &taken) == ESP_SLIP_FRAME) {
            f->request_count++;
            if (f->answer)
                f->answer(f, f->request, f->requests.used);
        }
        buf += taken;
        size -= taken;
    }
    return 0;
}

static inline int fake_set_baud(struct esp_transport *t, uint32_t baud)
{
    (void)t;
    (void)baud;
    return 0;
}

static inline int fake_set_lines(struct esp_transport *t, bool dtr, bool rts)
{
    struct fake_transport *f = (struct fake_transport *)t;
    size_t used = strlen(f->lines);

    if (used + 4 < sizeof(f->lines)) {
        f->lines[used] = dtr ? '1' : '0';
        f->lines[used + 1] = rts ? '1' : '0';
        f->lines[used + 2] = ' ';
        f->lines[used + 3] = '\0';
    }
    return 0;
}

static inline int fake_discard(struct esp_transport *t)
{
    struct fake_transport *f = (struct fake_transport *)t;

    f->input_at = f->input_size = 0;
    return 0;
}

static inline int fake_idle(struct esp_transport *t, int timeout_ms)
{
    ((struct fake_transport *)t)->idle_ms += timeout_ms;
    return 0;
}

static inline void fake_close(struct esp_transport *t)
{
    (void)t;
}

static inline void fake_open(struct fake_transport *f)
{
    static const struct esp_transport_ops ops = {
        .read = fake_read,
        .write = fake_write,
        .set_baud = fake_set_baud,
        .set_lines = fake_set_lines,
        .discard_input = fake_discard,
        .idle = fake_idle,
        .close = fake_close,
    };

    memset(f, 0, sizeof(*f));
    f->base.ops = &ops;
    f->base.fault = &f->fault;
    f->base.baud = 115200;
    f->base.lock_fd = -1;
    esp_slip_reader_init(&f->requests, f->request, sizeof(f->request));
}

#endif
