/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Little-endian numbers in byte buffers, as in the protocol, and blank flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t esp_get16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t esp_get32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline void esp_put16(uint8_t *p, uint16_t value)
{
    p[0] = (uint8_t)value;
    p[1] = (uint8_t)(value >> 8);
}

static inline void esp_put32(uint8_t *p, uint32_t value)
{
    esp_put16(p, (uint16_t)value);
    esp_put16(p + 2, (uint16_t)(value >> 16));
}

/* True if all bytes are 0xff, as in flash after an erase. */
static inline bool esp_blank(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (data[i] != 0xff)
            return false;
    return true;
}

#endif
