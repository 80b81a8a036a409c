/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing and counting bytes, eight at a time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/bytescan.h"

#include <string.h>

enum { WORD = sizeof(uint64_t) };

static uint64_t load(const uint8_t *data)
{
    uint64_t word;

    memcpy(&word, data, WORD);
    return word;
}

bool bytescan_is_filled(const uint8_t *data, size_t size, uint8_t byte)
{
    /* If each byte is the same as the byte before it, all are the first byte. */
    return size == 0 || (data[0] == byte && memcmp(data, data + 1, size - 1) == 0);
}

size_t bytescan_equal_length(const uint8_t *one, const uint8_t *other, size_t size)
{
    size_t length = 0;

    while (size - length >= WORD && load(one + length) == load(other + length))
        length += WORD;
    while (length < size && one[length] == other[length])
        length++;
    return length;
}

size_t bytescan_different_length(const uint8_t *one, const uint8_t *other, size_t size)
{
    size_t length = 0;

    while (length < size && one[length] != other[length])
        length++;
    return length;
}

/* The number of bytes of a word that are not 0. */
static unsigned count_set(uint64_t word)
{
    const uint64_t low_bits = 0x7f7f7f7f7f7f7f7f;
    uint64_t set = ((word & low_bits) + low_bits) | word; /* bit 7 of each byte that is not 0 */

    return (unsigned)__builtin_popcountll(set & ~low_bits);
}

size_t bytescan_count_different(const uint8_t *one, const uint8_t *other, size_t size)
{
    size_t count = 0, at = 0;

    for (; size - at >= WORD; at += WORD) {
        uint64_t bits = load(one + at) ^ (other ? load(other + at) : UINT64_MAX);

        if (bits != 0)
            count += count_set(bits);
    }
    for (; at < size; at++)
        count += one[at] != (other ? other[at] : 0xff);
    return count;
}
