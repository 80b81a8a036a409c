/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated NOR flash chip for its tests, with commands by name.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_SIM_NOR_BENCH_H
#define UNIT_SIM_NOR_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "sim/nor/nor_chip.h"

#define MS UINT64_C(1000000)

static const uint32_t mb4 = 0x400000;

/* The chip under test and the time. */
struct bench {
    struct nor *nor;
    uint64_t now;
};

static inline struct bench setup(uint32_t size)
{
    struct nor_config config = {.size = size};
    struct bench bench = {.nor = nor_open(&config)};

    return bench;
}

static inline void send(struct bench *b, const uint8_t *out, size_t size)
{
    nor_transfer(b->nor, ++b->now, out, size, NULL, 0);
}

static inline void op(struct bench *b, uint8_t opcode)
{
    send(b, &opcode, 1);
}

static inline void at(struct bench *b, uint8_t opcode, uint32_t address)
{
    uint8_t out[] = {opcode, (uint8_t)(address >> 16), (uint8_t)(address >> 8), (uint8_t)address};

    send(b, out, sizeof out);
}

static inline uint32_t ask(struct bench *b, const uint8_t *out, size_t size, size_t in_size)
{
    uint8_t in[4] = {0};

    nor_transfer(b->nor, ++b->now, out, size, in, in_size);
    return in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
}

static inline uint8_t status(struct bench *b, uint8_t opcode)
{
    return (uint8_t)ask(b, &opcode, 1, 1);
}

static inline uint32_t jedec(struct bench *b)
{
    uint8_t opcode = 0x9f;

    return ask(b, &opcode, 1, 3);
}

static inline void wait_idle(struct bench *b)
{
    b->now = nor_idle_at(b->nor, b->now);
}

/* Sends WREN and a page program of size bytes, and does not wait for the end. */
static inline void start_program(struct bench *b, uint32_t address, const uint8_t *data,
                                 size_t size)
{
    uint8_t out[4 + 600] = {0x02, (uint8_t)(address >> 16), (uint8_t)(address >> 8),
                            (uint8_t)address};

    memcpy(out + 4, data, size);
    op(b, 0x06);
    send(b, out, 4 + size);
}

static inline void program(struct bench *b, uint32_t address, const uint8_t *data, size_t size)
{
    start_program(b, address, data, size);
    wait_idle(b);
}

static inline void write_status(struct bench *b, uint8_t enable, uint8_t sr1, uint8_t sr2)
{
    uint8_t out[] = {0x01, sr1, sr2};

    op(b, enable);
    send(b, out, sizeof out);
    wait_idle(b);
}

static inline uint64_t violations(struct bench *b)
{
    return nor_get_stats(b->nor)->violations;
}

static inline bool all(const uint8_t *bytes, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != value)
            return false;
    return true;
}

static inline uint64_t duration(struct bench *b)
{
    return nor_idle_at(b->nor, b->now) - b->now;
}

#endif
