/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The serial line and its adapter: bytes under way in both directions, the time that each
 * byte takes, and the faults of a bad line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_LINE_CABLE_H
#define SIM_LINE_CABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/line/faults.h"

struct hostport;

struct cable_config {
    struct fault_config to_chip, to_host;
    bool one_by_one;     /* the adapter delivers each byte by itself */
    uint32_t latency_ms; /* the adapter's interval between deliveries to the host */
};

struct cable_byte {
    uint64_t at_ns; /* the end of the stop bit */
    uint32_t baud;
    uint8_t byte;
};

/* A first-in first-out queue that grows. */
struct cable_queue {
    struct cable_byte *bytes;
    size_t head, count, room;
};

struct cable {
    struct cable_queue to_chip, to_host;
    struct faults faults_to_chip, faults_to_host;
    uint64_t line_free_ns; /* the host's transmit line is busy until this time */
    uint64_t latency_ns;
    size_t delivery_max;   /* bytes that the adapter delivers at once */
    uint64_t deliver_ns;   /* the adapter's next delivery */
    bool pulled;
    uint64_t dropped_in_reset;
};

void cable_init(struct cable *cable, const struct cable_config *config);
void cable_destroy(struct cable *cable);

/* The host wrote bytes at the rate baud. */
void cable_to_chip(struct cable *cable, const uint8_t *bytes, size_t count, uint32_t baud,
                   uint64_t now_ns);
/* Takes the next byte that has arrived at the chip by now_ns. */
bool cable_next(struct cable *cable, uint64_t now_ns, uint8_t *byte, uint32_t *baud);
uint64_t cable_next_arrival(const struct cable *cable); /* UINT64_MAX: no byte */
/* Bytes that arrive by now_ns are lost. */
void cable_forget(struct cable *cable, uint64_t now_ns);

/* The chip's byte left its pin at end_ns. */
void cable_from_chip(struct cable *cable, uint8_t byte, uint32_t chip_baud, uint32_t host_baud,
                     uint64_t end_ns);
/* Gives the host the bytes that the adapter delivers by now_ns. */
void cable_deliver(struct cable *cable, struct hostport *port, uint64_t now_ns);

/* True if no byte is under way. */
bool cable_idle(const struct cable *cable);

#endif
