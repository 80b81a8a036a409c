/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The serial line and its adapter: bytes under way in both directions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/line/cable.h"

#include <stdlib.h>
#include <string.h>

#include "sim/line/garble.h"
#include "sim/line/hostport.h"

enum { BITS_PER_BYTE = 10, DELIVERY_MAX = 4096 };

static uint64_t byte_time_ns(uint32_t baud)
{
    return UINT64_C(1000000000) * BITS_PER_BYTE / baud;
}

void cable_init(struct cable *cable, const struct cable_config *config)
{
    memset(cable, 0, sizeof *cable);
    faults_init(&cable->faults_to_chip, &config->to_chip);
    faults_init(&cable->faults_to_host, &config->to_host);
    cable->delivery_max = config->one_by_one ? 1 : DELIVERY_MAX;
    cable->latency_ns = (uint64_t)config->latency_ms * 1000000;
}

void cable_destroy(struct cable *cable)
{
    free(cable->to_chip.bytes);
    free(cable->to_host.bytes);
}

static void push(struct cable_queue *queue, const struct cable_byte *byte)
{
    if (queue->head + queue->count == queue->room) {
        if (queue->head) {
            memmove(queue->bytes, queue->bytes + queue->head, queue->count * sizeof *byte);
            queue->head = 0;
        } else {
            queue->room = queue->room ? 2 * queue->room : 4096;
            queue->bytes = realloc(queue->bytes, queue->room * sizeof *byte);
            if (!queue->bytes)
                abort(); /* a test program out of memory */
        }
    }
    queue->bytes[queue->head + queue->count++] = *byte;
}

static void pop(struct cable_queue *queue)
{
    queue->head++;
    if (--queue->count == 0)
        queue->head = 0;
}

/* Puts a byte on the line, unless a fault takes the byte. */
static void send(struct cable *cable, struct cable_queue *queue, struct faults *faults,
                 struct cable_byte *byte)
{
    uint64_t delay_ns = 0;

    if (cable->pulled)
        return;
    switch (faults_apply(faults, &byte->byte, byte->baud, &delay_ns)) {
    case FAULT_DELIVER:
        byte->at_ns += delay_ns;
        if (queue->count && queue->bytes[queue->head + queue->count - 1].at_ns > byte->at_ns)
            byte->at_ns = queue->bytes[queue->head + queue->count - 1].at_ns;
        push(queue, byte);
        break;
    case FAULT_LOSE:
        break;
    case FAULT_UNPLUG:
        cable->pulled = true;
        break;
    }
}

void cable_to_chip(struct cable *cable, const uint8_t *bytes, size_t count, uint32_t baud,
                   uint64_t now_ns)
{
    if (cable->line_free_ns < now_ns)
        cable->line_free_ns = now_ns;
    for (size_t i = 0; i < count; i++) {
        struct cable_byte byte = {.byte = bytes[i], .baud = baud};

        cable->line_free_ns += byte_time_ns(baud);
        byte.at_ns = cable->line_free_ns;
        send(cable, &cable->to_chip, &cable->faults_to_chip, &byte);
    }
}

uint64_t cable_next_arrival(const struct cable *cable)
{
    const struct cable_queue *queue = &cable->to_chip;

    return queue->count ? queue->bytes[queue->head].at_ns : UINT64_MAX;
}

bool cable_next(struct cable *cable, uint64_t now_ns, uint8_t *byte, uint32_t *baud)
{
    const struct cable_byte *next = cable->to_chip.bytes + cable->to_chip.head;

    if (cable_next_arrival(cable) > now_ns)
        return false;
    *byte = next->byte;
    *baud = next->baud;
    pop(&cable->to_chip);
    return true;
}

void cable_forget(struct cable *cable, uint64_t now_ns)
{
    uint8_t byte;
    uint32_t baud;

    while (cable_next(cable, now_ns, &byte, &baud))
        cable->dropped_in_reset++;
}

void cable_from_chip(struct cable *cable, uint8_t byte, uint32_t chip_baud, uint32_t host_baud,
                     uint64_t end_ns)
{
    struct cable_byte out = {.byte = byte, .baud = chip_baud, .at_ns = end_ns};

    if (!garble_same_rate(chip_baud, host_baud))
        out.byte = garble_byte(byte, chip_baud, host_baud);
    send(cable, &cable->to_host, &cable->faults_to_host, &out);
}

/* The adapter collects bytes and delivers them at fixed intervals. */
static bool delivery_due(struct cable *cable, uint64_t now_ns)
{
    if (!cable->latency_ns)
        return true;
    if (now_ns < cable->deliver_ns)
        return false;
    cable->deliver_ns = now_ns - now_ns % cable->latency_ns + cable->latency_ns;
    return true;
}

void cable_deliver(struct cable *cable, struct hostport *port, uint64_t now_ns)
{
    struct cable_queue *queue = &cable->to_host;
    uint8_t out[DELIVERY_MAX];

    if (!delivery_due(cable, now_ns))
        return;
    while (queue->count && queue->bytes[queue->head].at_ns <= now_ns) {
        size_t count = 0, taken;

        while (count < queue->count && count < cable->delivery_max &&
               queue->bytes[queue->head + count].at_ns <= now_ns) {
            out[count] = queue->bytes[queue->head + count].byte;
            count++;
        }
        taken = hostport_send(port, out, count);
        for (size_t i = 0; i < taken; i++)
            pop(queue);
        if (taken < count)
            break; /* the host does not read: the bytes stay in the adapter's buffer */
    }
}

bool cable_idle(const struct cable *cable)
{
    return !cable->to_chip.count && !cable->to_host.count;
}
