/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Output of esp-meddle that has no end.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/wire/protocol.h"
#include "meddle/kinds.h"

enum {
    FULL = 0x8000,      /* bytes that a stream keeps ready */
    BYTES_PER_MS = 300, /* 3 Mbaud, faster than any line of these boards */
};

static void send_foreign(struct meddler *m)
{
    static const uint8_t answer[] = {ESP_DIR_ANSWER, 0x55, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0};

    meddler_send(m, answer, sizeof(answer));
}

static void send_noise(struct meddler *m)
{
    static uint32_t state = 1;
    uint8_t bytes[256];

    for (size_t i = 0; i < sizeof(bytes); i++) {
        state = state * 1664525 + 1013904223; /* generator from "Numerical Recipes" */
        bytes[i] = (uint8_t)(state >> 24);
    }
    queue_put(m->to_host, bytes, sizeof(bytes));
}

/* A program that reads slowly, or not at all, misses what the line carried meanwhile. */
static void send_all_ready(struct meddler *m, uint64_t now_ms)
{
    size_t ready = queue_size(m->to_host), limit = FULL;

    if (m->next_ms && ready + (now_ms - m->next_ms) * BYTES_PER_MS < FULL)
        limit = ready + (size_t)(now_ms - m->next_ms) * BYTES_PER_MS;
    m->next_ms = now_ms;
    while (queue_size(m->to_host) < limit) {
        if (m->stream == STREAM_NOISE)
            send_noise(m);
        else if (m->stream == STREAM_REPEAT)
            meddler_send(m, m->repeated, m->repeated_size);
        else
            send_foreign(m);
    }
}

void meddler_stream(struct meddler *m, uint64_t now_ms)
{
    switch (m->stream) {
    case STREAM_NONE:
    case STREAM_SILENCE:
        return;
    case STREAM_FLOOD:
    case STREAM_NOISE:
    case STREAM_REPEAT:
        send_all_ready(m, now_ms);
        return;
    default:
        break;
    }
    if (now_ms < m->next_ms)
        return;
    m->next_ms = now_ms + STREAM_PERIOD_MS;
    if (m->stream == STREAM_TRICKLE)
        queue_put(m->to_host, "\x01", 1);
    else
        send_foreign(m);
}
