/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inflating a zlib stream byte by byte (RFC 1950, RFC 1951), with the window and nothing more
 * in memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "espstub.h"

enum { WINDOW = 0x8000, BITS_MAX = 15, LITERALS = 288, DISTANCES = 30, LENGTHS = 29, END = 256 };

/* A prefix code: how many codes have each length, and the symbols in the order of codes. */
struct code {
    uint16_t count[BITS_MAX + 1];
    uint16_t symbols[LITERALS];
};

static struct code literals, distances;
static uint8_t window[WINDOW];
static uint32_t put_at, bit_buffer, bit_count;
static int (*input)(void);
static void (*output)(uint8_t byte);
static bool ended; /* the input ended too soon */

static uint32_t bits(uint32_t n)
{
    uint32_t value;

    while (bit_count < n) {
        int byte = ended ? -1 : input();

        ended = byte < 0;
        bit_buffer |= (uint32_t)(ended ? 0 : byte) << bit_count;
        bit_count += 8;
    }
    value = bit_buffer & ((1u << n) - 1);
    bit_buffer >>= n;
    bit_count -= n;
    return value;
}

static void put(uint8_t byte)
{
    window[put_at++ % WINDOW] = byte;
    output(byte);
}

static void make_code(struct code *code, const uint8_t *lengths, uint32_t n)
{
    uint16_t next[BITS_MAX + 1];

    for (uint32_t i = 0; i <= BITS_MAX; i++)
        code->count[i] = 0;
    for (uint32_t i = 0; i < n; i++)
        code->count[lengths[i]]++;
    next[1] = 0;
    for (uint32_t i = 1; i < BITS_MAX; i++)
        next[i + 1] = (uint16_t)(next[i] + code->count[i]);
    for (uint32_t i = 0; i < n; i++)
        if (lengths[i])
            code->symbols[next[lengths[i]]++] = (uint16_t)i;
}

/* The next symbol; UINT32_MAX if there is no such code. */
static uint32_t symbol(const struct code *code)
{
    int32_t first = 0, index = 0, value = 0;

    for (uint32_t length = 1; length <= BITS_MAX; length++) {
        value |= (int32_t)bits(1);
        if (value - first < code->count[length])
            return code->symbols[index + value - first];
        index += code->count[length];
        first = (first + code->count[length]) << 1;
        value <<= 1;
    }
    return UINT32_MAX;
}

static bool stored(void)
{
    uint32_t n;

    bits(bit_count % 8);
    n = bits(16);
    if (bits(16) != (n ^ 0xffff))
        return false;
    while (n-- && !ended)
        put((uint8_t)bits(8));
    return !ended;
}

static void fixed_codes(void)
{
    uint8_t lengths[LITERALS];

    for (uint32_t i = 0; i < LITERALS; i++)
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    make_code(&literals, lengths, LITERALS);
    for (uint32_t i = 0; i < DISTANCES; i++)
        lengths[i] = 5;
    make_code(&distances, lengths, DISTANCES);
}

/* Reads the lengths of both codes, of which there are n, by the code of the code lengths. */
static bool read_lengths(uint8_t *lengths, uint32_t n)
{
    uint32_t i = 0;

    while (i < n && !ended) {
        uint32_t next = symbol(&literals), again, length = 0;

        if (next < 16) {
            lengths[i++] = (uint8_t)next;
            continue;
        }
        if (next > 18 || (next == 16 && i == 0))
            return false;
        if (next == 16)
            length = lengths[i - 1];
        again = next == 16 ? 3 + bits(2) : next == 17 ? 3 + bits(3) : 11 + bits(7);
        if (again > n - i)
            return false;
        while (again--)
            lengths[i++] = (uint8_t)length;
    }
    return !ended;
}

static bool dynamic_codes(void)
{
    static const uint8_t order[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                      11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[LITERALS + 32] = {0};
    uint32_t n = bits(5) + 257, distance_count = bits(5) + 1, count = bits(4) + 4;

    if (n > LITERALS)
        return false;
    for (uint32_t i = 0; i < count; i++)
        lengths[order[i]] = (uint8_t)bits(3);
    make_code(&literals, lengths, 19);
    if (!read_lengths(lengths, n + distance_count))
        return false;
    make_code(&literals, lengths, n);
    make_code(&distances, lengths + n, distance_count);
    return true;
}

static bool copy(uint32_t length_code)
{
    static const uint16_t base[LENGTHS] = {3,  4,  5,  6,  7,  8,  9,  10,  11,  13,  15,  17, 19, 23, 27,
                                           31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint16_t far[DISTANCES] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,
                                            33,  49,  65,  97,  129, 193,  257,  385,  513,  769,
                                            1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    uint32_t extra = length_code < 4 || length_code == 28 ? 0 : (length_code - 4) / 4;
    uint32_t length, code, distance;

    if (length_code >= LENGTHS)
        return false;
    length = base[length_code] + bits(extra);
    code = symbol(&distances);
    if (code >= DISTANCES)
        return false;
    distance = far[code] + bits(code < 2 ? 0 : code / 2 - 1);
    if (distance > put_at)
        return false;
    while (length--)
        put(window[(put_at - distance) % WINDOW]);
    return true;
}

static bool compressed(void)
{
    while (!ended) {
        uint32_t next = symbol(&literals);

        if (next == END)
            return true;
        if (next < END)
            put((uint8_t)next);
        else if (next == UINT32_MAX || !copy(next - END - 1))
            return false;
    }
    return false;
}

static bool block(uint32_t kind)
{
    if (kind == 0)
        return stored();
    if (kind == 1)
        fixed_codes();
    else if (kind == 3 || !dynamic_codes())
        return false;
    return compressed();
}

bool inflate_stream(int (*in)(void), void (*out)(uint8_t byte))
{
    bool last, good = true;

    input = in;
    output = out;
    put_at = bit_buffer = bit_count = 0;
    ended = false;
    bits(16); /* zlib's header */
    do {
        last = bits(1);
        good = block(bits(2));
    } while (good && !last);
    bits(bit_count % 8);
    for (int i = 0; i < 4 && good; i++)
        bits(8); /* Adler-32 */
    return good && !ended;
}

/* The compiler calls this function where a program clears a variable, and -flto must not lose
 * it. */
void *memset(void *to, int value, unsigned size) __attribute__((used, externally_visible));
void *memset(void *to, int value, unsigned size)
{
    volatile uint8_t *at = to;

    while (size--)
        *at++ = (uint8_t)value;
    return to;
}
