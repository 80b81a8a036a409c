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
    uint32_t size; /* bytes in it so far */
    bool escaped;  /* the byte before was ESP_SLIP_ESC */
    bool bad;      /* too long or a wrong escape: ignored up to its end */
    bool ended;    /* the next byte starts a new frame */
};

/* Received bytes go to frame. */
void slip_init(struct slip_receiver *receiver, union slip_frame *frame);

/* Puts one received byte in.  True when it ended a frame: frame and size then
 * hold it until the next call.  Every END both ends a frame and starts one, so
 * that the parser is in step again after the first END whatever came before;
 * empty and bad frames are dropped. */
bool slip_receive(struct slip_receiver *receiver, uint8_t byte);

/* Sends: a frame's start, its bytes, its end. */
void slip_begin(void);
void slip_put(uint8_t byte);
void slip_put32(uint32_t word); /* little-endian */
void slip_put_bytes(const void *bytes, uint32_t size);
void slip_end(void);

#endif
