/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SLIP framing (RFC 1055), byte by byte.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/line/slip_stream.h"

#include "stub/line/ring.h"

/* Forgets the last frame. */
static void restart(struct slip_receiver *receiver)
{
    receiver->size = 0;
    receiver->escaped = false;
    receiver->bad = false;
}

void slip_init(struct slip_receiver *receiver, union slip_frame *frame)
{
    receiver->frame = frame;
    restart(receiver);
    receiver->ended = false;
}

static void store(struct slip_receiver *receiver, uint8_t byte)
{
    if (receiver->escaped) {
        receiver->escaped = false;
        if (byte == ESP_SLIP_ESC_END)
            byte = ESP_SLIP_END;
        else if (byte == ESP_SLIP_ESC_ESC)
            byte = ESP_SLIP_ESC;
        else
            receiver->bad = true;
    } else if (byte == ESP_SLIP_ESC) {
        receiver->escaped = true;
        return;
    }
    if (receiver->size == SLIP_FRAME_MAX)
        receiver->bad = true;
    else
        receiver->frame->bytes[receiver->size++] = byte;
}

bool slip_receive(struct slip_receiver *receiver, uint8_t byte)
{
    if (receiver->ended) {
        restart(receiver);
        receiver->ended = false;
    }
    if (byte != ESP_SLIP_END) {
        store(receiver, byte);
        return false;
    }
    receiver->ended = true;
    return receiver->size != 0 && !receiver->bad && !receiver->escaped;
}

void slip_begin(void)
{
    ring_put(ESP_SLIP_END);
}

void slip_put(uint8_t byte)
{
    if (byte == ESP_SLIP_END) {
        ring_put(ESP_SLIP_ESC);
        byte = ESP_SLIP_ESC_END;
    } else if (byte == ESP_SLIP_ESC) {
        ring_put(ESP_SLIP_ESC);
        byte = ESP_SLIP_ESC_ESC;
    }
    ring_put(byte);
}

void slip_put32(uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        slip_put((uint8_t)word);
        word >>= 8;
    }
}

void slip_put_bytes(const void *bytes, uint32_t size)
{
    const uint8_t *next = bytes;

    for (uint32_t i = 0; i < size; i++)
        slip_put(next[i]);
}

void slip_end(void)
{
    ring_put(ESP_SLIP_END);
    if (STUB_USB)
        ring_flush();
}
