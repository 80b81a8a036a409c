/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SLIP framing (RFC 1055), as the boot ROM uses it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/slip.h"

#include "esp/wire/protocol.h"

void esp_slip_writer_init(struct esp_slip_writer *w, uint8_t *buf, size_t size)
{
    *w = (struct esp_slip_writer){.buf = buf, .size = size};
}

static void append(struct esp_slip_writer *w, uint8_t byte)
{
    if (w->used == w->size)
        w->full = true;
    if (!w->full)
        w->buf[w->used++] = byte;
}

void esp_slip_begin(struct esp_slip_writer *w)
{
    append(w, ESP_SLIP_END);
}

void esp_slip_put(struct esp_slip_writer *w, const void *data, size_t size)
{
    const uint8_t *bytes = data;

    for (size_t i = 0; i < size; i++) {
        switch (bytes[i]) {
        case ESP_SLIP_END:
            append(w, ESP_SLIP_ESC);
            append(w, ESP_SLIP_ESC_END);
            break;
        case ESP_SLIP_ESC:
            append(w, ESP_SLIP_ESC);
            append(w, ESP_SLIP_ESC_ESC);
            break;
        default:
            append(w, bytes[i]);
        }
    }
}

void esp_slip_end(struct esp_slip_writer *w)
{
    append(w, ESP_SLIP_END);
}

void esp_slip_reader_init(struct esp_slip_reader *r, uint8_t *buf, size_t size)
{
    *r = (struct esp_slip_reader){.buf = buf, .size = size};
}

void esp_slip_reader_reset(struct esp_slip_reader *r)
{
    esp_slip_reader_init(r, r->buf, r->size);
}

static void store(struct esp_slip_reader *r, uint8_t byte)
{
    if (r->used == r->size)
        r->damaged = true;
    else
        r->buf[r->used++] = byte;
}

static void take(struct esp_slip_reader *r, uint8_t byte)
{
    if (r->escaped) {
        r->escaped = false;
        if (byte == ESP_SLIP_ESC_END)
            store(r, ESP_SLIP_END);
        else if (byte == ESP_SLIP_ESC_ESC)
            store(r, ESP_SLIP_ESC);
        else
            r->damaged = true;
    } else if (byte == ESP_SLIP_ESC) {
        r->escaped = true;
    } else {
        store(r, byte);
    }
}

enum esp_slip_event esp_slip_feed(struct esp_slip_reader *r, const uint8_t *data, size_t size,
                                  size_t *taken)
{
    if (r->ended)
        esp_slip_reader_reset(r);
    for (size_t i = 0; i < size; i++) {
        if (data[i] != ESP_SLIP_END) {
            take(r, data[i]);
            continue;
        }
        if (r->used == 0 && !r->damaged && !r->escaped)
            continue; /* an END that only begins a frame */
        *taken = i + 1;
        r->ended = true;
        return r->damaged || r->escaped ? ESP_SLIP_DAMAGED : ESP_SLIP_FRAME;
    }
    *taken = size;
    return ESP_SLIP_MORE;
}
