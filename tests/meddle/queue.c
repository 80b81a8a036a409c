/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes and frames under way to one side.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp/line/slip.h"
#include "meddle/kinds.h"

void queue_put_as_is(struct queue *queue, const void *bytes, size_t size)
{
    if (queue->at) {
        memmove(queue->bytes, queue->bytes + queue->at, queue_size(queue));
        queue->end -= queue->at;
        queue->at = 0;
    }
    if (size > sizeof(queue->bytes) - queue->end) {
        fprintf(stderr, "esp-meddle: a queue is full\n");
        abort();
    }
    memcpy(queue->bytes + queue->end, bytes, size);
    queue->end += size;
}

void queue_put(struct queue *queue, const void *bytes, size_t size)
{
    const uint8_t *at = bytes, *end = at + size, *ff;

    while (queue->telnet && at < end && (ff = memchr(at, 0xff, (size_t)(end - at))) != NULL) {
        queue_put_as_is(queue, at, (size_t)(ff + 1 - at));
        queue_put_as_is(queue, ff, 1);
        at = ff + 1;
    }
    queue_put_as_is(queue, at, (size_t)(end - at));
}

void meddler_send(struct meddler *m, const uint8_t *bytes, size_t size)
{
    static uint8_t wire[ESP_SLIP_ROOM(FRAME_MAX)];
    struct esp_slip_writer w;

    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_slip_begin(&w);
    esp_slip_put(&w, bytes, size);
    esp_slip_end(&w);
    queue_put(m->to_host, wire, w.used);
}
