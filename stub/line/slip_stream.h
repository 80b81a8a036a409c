/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SLIP framing on the stub's side of the line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_LINE_SLIP_STREAM_H
#define STUB_LINE_SLIP_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "esp/wire/protocol.h"
#include "stub/limits.h"

/* The longest request data that the stub takes. */
enum {
    SLIP_DATA_MAX = sizeof(struct esp_write_region) + STUB_WRITE_MAX,
    SLIP_FRAME_MAX = ESP_HEADER_SIZE + SLIP_DATA_MAX,
};

union slip_frame {
    uint8_t bytes[SLIP_FRAME_MAX];
    uint32_t words[SLIP_FRAME_MAX / 4]; /* aligned, little-endian */
};

struct slip_receiver {
    union slip_frame *frame;
    uint32_t size; /* bytes in the frame so far */
    bool escaped;  /* the byte before was ESP_SLIP_ESC */
    bool bad;      /* the frame is too long or has a wrong escape; it is ignored */
    bool ended;    /* the next byte starts a new frame */
};

/* Prepares the receiver.  Received bytes go to frame. */
void slip_init(struct slip_receiver *receiver, union slip_frame *frame);

/* Takes one received byte.  True if the byte ended a frame; frame and size then hold the
 * frame until the next call.  Every END ends one frame and starts the next, so that the
 * parser finds the frames again after the first END, whatever came before.  Empty and bad
 * frames are dropped. */
bool slip_receive(struct slip_receiver *receiver, uint8_t byte);

/* Send the start of a frame, its bytes, and its end. */
void slip_begin(void);
void slip_put(uint8_t byte);
void slip_put32(uint32_t word); /* little-endian */
void slip_put_bytes(const void *bytes, uint32_t size);
void slip_end(void);

#endif
