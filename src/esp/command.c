/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the chip and its answers, over a transport.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "command.h"

#include <string.h>
#include <zlib.h>

#include "bytes.h"
#include "clock.h"
#include "transport.h"

enum {
    REQUEST_MAX = ESP_HEADER_SIZE + sizeof(struct esp_write_region) + ESP_WRITE_MAX,
    WRITE_MS = 2000, /* beyond the time on the wire */
    TRIES = 3,       /* of a request that arrived damaged */
};

void esp_link_init(struct esp_link *link, struct esp_transport *t, struct esp_fault *fault)
{
    memset(link, 0, sizeof(*link));
    link->transport = t;
    link->fault = fault;
    esp_slip_reader_init(&link->reader, link->frame, sizeof(link->frame));
}

int esp_link_discard(struct esp_link *link)
{
    link->raw_at = link->raw_size = 0;
    link->noise_size = 0;
    esp_slip_reader_reset(&link->reader);
    return esp_transport_discard_input(link->transport);
}

int esp_link_patience_ms(const struct esp_link *link)
{
    return link->transport->remote ? 1500 : 700;
}

static void keep_noise(struct esp_link *link, const uint8_t *data, size_t size)
{
    size_t room;

    if (size > ESP_NOISE_MAX) {
        data += size - ESP_NOISE_MAX;
        size = ESP_NOISE_MAX;
    }
    room = ESP_NOISE_MAX - size;
    if (link->noise_size > room) {
        memmove(link->noise, link->noise + link->noise_size - room, room);
        link->noise_size = room;
    }
    memcpy(link->noise + link->noise_size, data, size);
    link->noise_size += size;
}

/* Reads when all that was read has been looked at: 1 when there is something,
 * 0 when timeout_ms passed. */
static int fill(struct esp_link *link, int timeout_ms)
{
    int n;

    if (link->raw_at < link->raw_size)
        return 1;
    n = esp_transport_read(link->transport, link->raw, sizeof(link->raw), timeout_ms);
    if (n <= 0)
        return n;
    link->raw_at = 0;
    link->raw_size = (size_t)n;
    link->bytes += (uint64_t)n;
    link->last_byte_ms = esp_clock_ms();
    keep_noise(link, link->raw, link->raw_size);
    return 1;
}

int esp_link_drain(struct esp_link *link, int quiet_ms, int limit_ms)
{
    uint64_t deadline = esp_clock_after(limit_ms);
    int n;

    do {
        link->raw_at = link->raw_size;
        n = fill(link, quiet_ms);
    } while (n > 0 && esp_clock_left(deadline) > 0);
    link->raw_at = link->raw_size;
    esp_slip_reader_reset(&link->reader);
    return n < 0 ? n : 0;
}

int esp_link_send(struct esp_link *link, enum esp_op op, uint32_t check, const void *data,
                  size_t size)
{
    uint8_t header[ESP_HEADER_SIZE] = {ESP_DIR_REQUEST, (uint8_t)op};
    uint8_t wire[ESP_SLIP_ROOM(REQUEST_MAX)];
    struct esp_slip_writer w;
    uint32_t wire_ms;

    if (size > REQUEST_MAX - ESP_HEADER_SIZE)
        return esp_fail(link->fault, ESP_ERR_ARG, "a request of %zu bytes is too long", size);
    esp_put16(header + 2, (uint16_t)size);
    esp_put32(header + 4, check);
    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_slip_begin(&w);
    esp_slip_put(&w, header, sizeof(header));
    esp_slip_put(&w, data, size);
    esp_slip_end(&w);
    wire_ms = link->transport->baud ? (uint32_t)w.used * 10000 / link->transport->baud : 0;
    return esp_transport_write(link->transport, wire, w.used, WRITE_MS + (int)wire_ms);
}

int esp_link_frame(struct esp_link *link, const uint8_t **data, size_t *size, int timeout_ms)
{
    uint64_t deadline = esp_clock_after(timeout_ms);

    for (;;) {
        enum esp_slip_event event;
        size_t taken;
        int n = fill(link, esp_clock_left(deadline));

        if (n < 0)
            return n;
        if (n == 0)
            return esp_fail(link->fault, ESP_ERR_TIMEOUT, "no answer");
        event = esp_slip_feed(&link->reader, link->raw + link->raw_at,
                              link->raw_size - link->raw_at, &taken);
        link->raw_at += taken;
        if (event == ESP_SLIP_DAMAGED)
            link->damaged++;
        if (event == ESP_SLIP_FRAME) {
            *data = link->reader.buf;
            *size = link->reader.used;
            return 0;
        }
        if (esp_clock_left(deadline) == 0 && link->raw_at == link->raw_size)
            return esp_fail(link->fault, ESP_ERR_TIMEOUT, "no answer");
    }
}

int esp_link_receive(struct esp_link *link, struct esp_answer *answer, int timeout_ms)
{
    uint64_t deadline = esp_clock_after(timeout_ms);

    for (;;) {
        const uint8_t *frame;
        size_t size;
        int err = esp_link_frame(link, &frame, &size, esp_clock_left(deadline));

        if (err)
            return err;
        if (size >= ESP_HEADER_SIZE && frame[0] == ESP_DIR_ANSWER) {
            answer->op = frame[1];
            answer->length = esp_get16(frame + 2);
            answer->value = esp_get32(frame + 4);
            answer->data = frame + ESP_HEADER_SIZE;
            answer->size = size - ESP_HEADER_SIZE;
            return 0;
        }
        link->damaged++;
    }
}

int esp_link_status(struct esp_link *link, const struct esp_answer *answer)
{
    const uint8_t *status = answer->data + answer->size - ESP_STATUS_SIZE;
    int err;

    if (status[0] == 0)
        return 0;
    err = esp_fail(link->fault, ESP_ERR_STATUS, "the chip refused command 0x%02x: status %02x %02x",
                   answer->op, status[0], status[1]);
    link->fault->op = answer->op;
    link->fault->status = status[1];
    return err;
}

int esp_link_await(struct esp_link *link, enum esp_op op, struct esp_answer *answer,
                   int timeout_ms)
{
    uint64_t deadline = esp_clock_after(timeout_ms);

    for (;;) {
        int err = esp_link_receive(link, answer, esp_clock_left(deadline));

        if (err == ESP_ERR_TIMEOUT) {
            esp_fail(link->fault, err, "no answer to command 0x%02x", (unsigned)op);
            link->fault->op = (uint8_t)op;
        }
        if (err)
            return err;
        /* A length that does not fit is damage. */
        if (answer->op == op && answer->size >= ESP_STATUS_SIZE &&
            answer->length == answer->size)
            return esp_link_status(link, answer);
        if (answer->op == op)
            link->damaged++;
    }
}

int esp_command(struct esp_link *link, enum esp_op op, uint32_t check, const void *data,
                size_t size, struct esp_answer *answer, int timeout_ms)
{
    struct esp_answer ignored;
    int err = esp_link_send(link, op, check, data, size);

    if (err)
        return err;
    return esp_link_await(link, op, answer ? answer : &ignored, timeout_ms);
}

bool esp_link_silent(const struct esp_link *link, uint64_t ms)
{
    return esp_clock_ms() - link->last_byte_ms >= ms;
}

bool esp_answer_proven(const struct esp_answer *answer, size_t size)
{
    return size >= 4 && answer->size == size + ESP_STATUS_SIZE &&
           esp_get32(answer->data + size - 4) == crc32(0, answer->data, (uInt)size - 4);
}

uint32_t esp_request_check(enum esp_op op, const void *data, size_t size)
{
    uint8_t byte = (uint8_t)op;
    uLong crc = crc32(0, &byte, 1);

    if (size)
        crc = crc32(crc, data, (uInt)size);
    return (uint32_t)crc;
}

int esp_stub_send(struct esp_link *link, enum esp_op op, const void *data, size_t size)
{
    return esp_link_send(link, op, esp_request_check(op, data, size), data, size);
}

int esp_stub_command(struct esp_link *link, enum esp_op op, const void *data, size_t size,
                     struct esp_answer *answer, int timeout_ms)
{
    uint32_t check = esp_request_check(op, data, size);
    int err = ESP_ERR_STATUS;

    for (int i = 0; i < TRIES && err == ESP_ERR_STATUS; i++) {
        err = esp_command(link, op, check, data, size, answer, timeout_ms);
        if (err == ESP_ERR_STATUS && link->fault->status != ESP_STUB_BAD_CHECK)
            break; /* meant so: it was not damaged on its way */
    }
    return err;
}
