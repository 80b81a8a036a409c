/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRC-32, with one table look-up per byte.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/crc32.h"

static const uint32_t polynomial = 0xedb88320u;
uint32_t crc32_table[256];

void crc32_init(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (unsigned bit = 0; bit < 8; bit++)
            value = (value >> 1) ^ (polynomial & -(value & 1));
        crc32_table[i] = value;
    }
}

uint32_t crc32_add(uint32_t crc, const void *bytes, uint32_t size)
{
    const uint8_t *next = bytes;

    crc = ~crc;
    for (uint32_t i = 0; i < size; i++)
        crc = crc32_step(crc, next[i]);
    return ~crc;
}
