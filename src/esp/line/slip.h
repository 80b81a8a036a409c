/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SLIP framing (RFC 1055), as the boot ROM uses it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_SLIP_H
#define ESP_LINE_SLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Appends frames to a caller's buffer.  If the buffer is too small, sets full and appends
 * no more. */
struct esp_slip_writer {
    uint8_t *buf;
    size_t size;
    size_t used;
    bool full;
};

void esp_slip_writer_init(struct esp_slip_writer *w, uint8_t *buf, size_t size);
void esp_slip_begin(struct esp_slip_writer *w);
void esp_slip_put(struct esp_slip_writer *w, const void *data, size_t size);
void esp_slip_end(struct esp_slip_writer *w);

/* The largest number of bytes that a frame with size bytes of contents may take. */
#define ESP_SLIP_ROOM(size) (2 * (size_t)(size) + 2)

enum esp_slip_event {
    ESP_SLIP_MORE,    /* all bytes are taken, no frame is complete */
    ESP_SLIP_FRAME,   /* buf holds a frame of used bytes until the next feed */
    ESP_SLIP_DAMAGED, /* a damaged frame has ended */
};

/* Finds frames in the bytes that arrive.  Every END ends the bytes before it, so noise
 * costs only the frame that it hits.  Empty frames are ignored. */
struct esp_slip_reader {
    uint8_t *buf;
    size_t size;
    size_t used;
    bool escaped; /* the last byte was ESC */
    bool damaged; /* bad escape, or frame longer than the buffer: wait for END */
    bool ended;   /* the last feed ended a frame; the next one resets the reader */
};

void esp_slip_reader_init(struct esp_slip_reader *r, uint8_t *buf, size_t size);
void esp_slip_reader_reset(struct esp_slip_reader *r); /* forgets an incomplete frame */

/* Takes bytes up to the end of a frame.  *taken: how many bytes were taken. */
enum esp_slip_event esp_slip_feed(struct esp_slip_reader *r, const uint8_t *data, size_t size,
                                  size_t *taken);

#endif
