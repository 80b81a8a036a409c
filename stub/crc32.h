/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRC-32 as zlib computes it (ISO 3309, reflected polynomial 0xedb88320).
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CRC32_H
#define STUB_CRC32_H

#include <stdint.h>

/* Computes the table.  The table is not part of the stub, because that saves a kilobyte of
 * upload, which takes 90 ms at 115200 baud. */
void crc32_init(void);

extern uint32_t crc32_table[256];

/* Adds one byte; crc is inverted, and ~0 at first. */
static inline uint32_t crc32_step(uint32_t crc, uint8_t byte)
{
    return (crc >> 8) ^ crc32_table[(crc ^ byte) & 0xff];
}

/* Continues crc, which is 0 at first, over size bytes. */
uint32_t crc32_add(uint32_t crc, const void *bytes, uint32_t size);

#endif
