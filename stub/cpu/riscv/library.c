/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that the compiler calls by itself.  Its own library is not linked, because it has
 * tables of constants.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t size) __attribute__((used, externally_visible));
int __clzsi2(uint32_t word) __attribute__((used, externally_visible));

void *memcpy(void *to, const void *from, size_t size)
{
    const uint8_t *source = from;
    uint8_t *target = to;

    while (size-- != 0)
        *target++ = *source++;
    return to;
}

/* The number of zeros above the highest one.  The word is not 0. */
int __clzsi2(uint32_t word)
{
    int zeros = 0;

    for (uint32_t half = 16; half != 0; half /= 2)
        if (word >> (32 - half) == 0) {
            word <<= half;
            zeros += (int)half;
        }
    return zeros;
}
