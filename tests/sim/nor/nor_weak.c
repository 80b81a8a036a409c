/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NOR flash chip's weak bits: programming a byte twice leaves them in some chips.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: esp8266/Arduino issue 4061.  A Puya chip (maker 85h) that programs bytes which
 * are already programmed gets this wrong "sometimes", and then reads these bytes
 * inconsistently.  Programming is right after an erase of the whole sector.  Programs to
 * different bytes of one page are right, too: the boot ROM sends 32 bytes at a time.
 */
#include "sim/nor/nor_internal.h"

#include <stdlib.h>
#include <string.h>

/* For this time all reads are right: a check at once finds no error. */
#define GOOD_NS UINT64_C(250000000)

/* splitmix64's mixer. */
static uint64_t mix(uint64_t x)
{
    x *= UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* True if a byte that holds programmed bits gets more of them, or the same again. */
static bool programs_twice(const uint8_t *old, const uint8_t *wanted)
{
    for (unsigned i = 0; i < NOR_PAGE; i++)
        if (old[i] != 0xff && wanted[i] != 0xff)
            return true;
    return false;
}

void nor_weaken(struct nor *nor, uint32_t page, const uint8_t *wanted, uint64_t now_ns)
{
    const uint8_t *bytes = nor->bytes + page, *old = nor->operation.old;

    if (!nor->config.weak_overwrite || !old || !programs_twice(old, wanted))
        return;
    if (!nor->weak)
        nor->weak = calloc(1, nor->config.size);
    if (!nor->weak)
        return;
    for (unsigned i = 0; i < NOR_PAGE; i++) {
        uint8_t cleared = old[i] & (uint8_t)~bytes[i];

        nor->stats.weak_bits += (uint64_t)__builtin_popcount(cleared);
        nor->weak[page + i] |= cleared;
    }
    nor->weak_ns = now_ns + GOOD_NS;
}

void nor_strengthen(struct nor *nor, uint32_t address, uint32_t length)
{
    if (nor->weak)
        memset(nor->weak + address, 0, length);
}

uint8_t nor_read_byte(struct nor *nor, uint32_t address, uint64_t now_ns)
{
    uint8_t byte = nor->bytes[address];

    if (!nor->weak || !nor->weak[address] || now_ns < nor->weak_ns)
        return byte;
    nor->weak_reads++;
    return byte | (nor->weak[address] & (uint8_t)mix((uint64_t)address << 32 | nor->weak_reads));
}

void nor_let_go(struct nor *nor)
{
    for (uint32_t i = 0; nor->weak && i < nor->config.size; i++)
        nor->bytes[i] |= nor->weak[i];
    free(nor->weak);
    nor->weak = NULL;
}
