/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inflating raw DEFLATE.  The output itself is the window.  The code is small rather than
 * fast, because the host must upload it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Section numbers and names are those of RFC 1951.  This code computes the RFC's tables of
 * constants, because instruction RAM does not take byte accesses.
 *
 * The stream has each code with its first bit first.  Here all bits are kept in that order:
 * the bits of each byte are reversed when the byte is taken.
 */
#include "stub/deflate/inflate.h"

#include "stub/limits.h"

enum {
    CODE_BITS_MAX = 15,
    PEEK_BITS = 16, /* bits of "hold" to look at: one more than the longest code */
    GUESS_BITS = 8, /* the first of these bits select a guess */
    LITERALS_MAX = 288, /* symbols of the literal/length code */
    DISTANCES_MAX = 32,
    LENGTH_CODES = 19, /* symbols of the code for code lengths */
    END_OF_BLOCK = 256,
    LAST_LENGTH = 28, /* symbol 257 + 28 = 285, which means 258 bytes */
    LAST_DISTANCE = 29,
    BAD_SYMBOL = 0xffff,
    BETWEEN = 16, /* symbols between calls of "meanwhile": 10 us at 160 MHz */
};

/* A canonical Huffman code.  The symbols are in the order of their codes.  For each length,
 * "limit" is above all codes that are not longer, as PEEK_BITS bits that begin with the
 * code.  A code of that length plus "base" is the code's index in symbols.  After the
 * longest code, the limit is above everything. */
struct code {
    struct {
        uint32_t limit, base;
    } rows[CODE_BITS_MAX + 2];
    uint8_t guesses[1 << GUESS_BITS]; /* the least length to try, by the first bits */
    uint16_t symbols[LITERALS_MAX];
};

static struct {
    const uint8_t *in;
    uint32_t in_size, taken; /* bytes; after the end of the input, zeros are taken */
    uint32_t hold, held; /* bits taken but not used, and their number; the next bit is the
                          * highest */
    uint8_t *out, *out_start, *out_end;
    void (*meanwhile)(void);
    uint8_t turned[256]; /* each byte with its bits reversed */
    struct code literals, distances;
    uint8_t lengths[LITERALS_MAX + DISTANCES_MAX]; /* of codes, in bits */
} state;

/* Takes bytes until "hold" has at least 25 bits. */
static void refill(void)
{
    uint32_t hold = state.hold, held = state.held, taken = state.taken;

    while (held <= 24) {
        if (taken < state.in_size)
            hold |= (uint32_t)state.turned[state.in[taken]] << (24 - held);
        taken++;
        held += 8;
    }
    state.hold = hold;
    state.held = held;
    state.taken = taken;
}

/* Makes sure that "hold" has at least PEEK_BITS bits. */
static inline void need_bits(void)
{
    if (state.held < PEEK_BITS)
        refill();
}

static uint32_t bytes_used(void)
{
    return state.taken - state.held / 8;
}

/* Takes a number of up to PEEK_BITS bits; its lowest bit comes first. */
static uint32_t take_bits(uint32_t count)
{
    uint32_t value = 0, hold;

    need_bits();
    hold = state.hold;
    for (uint32_t i = 0; i < count; i++) {
        value |= (hold >> 31) << i;
        hold <<= 1;
    }
    state.hold = hold;
    state.held -= count;
    return value;
}

static uint32_t take_symbol(const struct code *code)
{
    uint32_t peek, length;

    need_bits();
    peek = state.hold >> (32 - PEEK_BITS);
    length = code->guesses[peek >> (PEEK_BITS - GUESS_BITS)];
    while (peek >= code->rows[length].limit)
        length++;
    if (length > CODE_BITS_MAX)
        return BAD_SYMBOL;
    state.hold <<= length;
    state.held -= length;
    return code->symbols[code->rows[length].base + (peek >> (PEEK_BITS - length))];
}

/* Builds the code from the code lengths of its symbols, 0 to CODE_BITS_MAX bits. */
static void build(struct code *code, const uint8_t *lengths, uint32_t symbols)
{
    uint32_t counts[CODE_BITS_MAX + 1], next[CODE_BITS_MAX + 1], limit = 0, before = 0;

    for (uint32_t i = 0; i <= CODE_BITS_MAX; i++)
        counts[i] = 0;
    for (uint32_t i = 0; i < symbols; i++)
        counts[lengths[i]]++;
    for (uint32_t i = 1; i <= CODE_BITS_MAX; i++) {
        code->rows[i].base = before - (limit >> (PEEK_BITS - i));
        next[i] = before;
        before += counts[i];
        limit += counts[i] << (PEEK_BITS - i);
        code->rows[i].limit = limit;
    }
    code->rows[CODE_BITS_MAX + 1].limit = ~0u;
    for (uint32_t i = 0; i < symbols; i++)
        if (lengths[i] != 0)
            code->symbols[next[lengths[i]]++] = (uint16_t)i;
    for (uint32_t i = 0, length = 1; i < 1 << GUESS_BITS; i++) {
        while (i << (PEEK_BITS - GUESS_BITS) >= code->rows[length].limit)
            length++;
        code->guesses[i] = (uint8_t)length;
    }
}

/* Section 3.2.6 */
static void build_fixed(void)
{
    uint8_t *lengths = state.lengths;

    for (uint32_t i = 0; i < LITERALS_MAX; i++)
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    build(&state.literals, lengths, LITERALS_MAX);
    for (uint32_t i = 0; i < DISTANCES_MAX; i++)
        lengths[i] = 5;
    build(&state.distances, lengths, DISTANCES_MAX);
}

/* Section 3.2.7: the lengths of the code for code lengths come in the order 16, 17, 18, 0,
 * then 8, 7, 9, 6, 10, 5 and so on. */
static uint32_t length_code(uint32_t i)
{
    if (i < 3)
        return 16 + i;
    i -= 3;
    return i & 1 ? 8 + i / 2 : -(i / 2) & 7;
}

/* Takes the code lengths of both codes, which are coded, too. */
static bool take_lengths(uint32_t count)
{
    uint8_t *lengths = state.lengths;
    uint32_t i = 0;

    while (i < count) {
        uint32_t symbol = take_symbol(&state.distances), repeat = 1;
        uint8_t length = 0;

        if (symbol < 16) {
            length = (uint8_t)symbol;
        } else if (symbol == 16) {
            if (i == 0)
                return false;
            length = lengths[i - 1];
            repeat = 3 + take_bits(2);
        } else if (symbol == 17) {
            repeat = 3 + take_bits(3);
        } else {
            repeat = 11 + take_bits(7);
        }
        if (symbol == BAD_SYMBOL || repeat > count - i)
            return false;
        while (repeat-- != 0)
            lengths[i++] = length;
    }
    return true;
}

/* Section 3.2.7.  The code for code lengths is kept in state.distances until the code for
 * distances is built. */
static bool build_dynamic(void)
{
    uint32_t literals = 257 + take_bits(5), distances = 1 + take_bits(5);
    uint32_t given = 4 + take_bits(4);

    for (uint32_t i = 0; i < LENGTH_CODES; i++)
        state.lengths[length_code(i)] = (uint8_t)(i < given ? take_bits(3) : 0);
    build(&state.distances, state.lengths, LENGTH_CODES);
    if (!take_lengths(literals + distances))
        return false;
    build(&state.literals, state.lengths, literals);
    build(&state.distances, state.lengths + literals, distances);
    return true;
}

/* Section 3.2.5: the value of a length or distance symbol and its extra bits, minus the
 * least value.  Each group of 1 << group_bits symbols has the same number of extra bits. */
static uint32_t take_extra(uint32_t symbol, uint32_t group_bits)
{
    uint32_t extra = symbol >> group_bits, group = 1u << group_bits;

    if (extra-- == 0)
        return symbol;
    return ((group | (symbol & (group - 1))) << extra) + take_bits(extra);
}

static bool copy(const uint8_t *from, uint32_t count)
{
    uint8_t *out = state.out;

    if (count > (uint32_t)(state.out_end - out))
        return false;
    while (count-- != 0)
        *out++ = *from++; /* from and out may overlap; this makes runs */
    state.out = out;
    return true;
}

static bool copy_match(uint32_t symbol)
{
    uint32_t length = 258, distance;

    if (symbol > LAST_LENGTH)
        return false;
    if (symbol != LAST_LENGTH)
        length = 3 + take_extra(symbol, 2);
    symbol = take_symbol(&state.distances);
    if (symbol > LAST_DISTANCE)
        return false;
    distance = 1 + take_extra(symbol, 1);
    return distance <= (uint32_t)(state.out - state.out_start) &&
           copy(state.out - distance, length);
}

/* Every symbol makes output or ends the block.  So this loop ends when the output is full,
 * even if the input does not end it. */
static bool inflate_coded(void)
{
    for (uint32_t count = 1;; count++) {
        uint32_t symbol = take_symbol(&state.literals);

        if (STUB_BUFFERS > 1 && count % BETWEEN == 0 && state.meanwhile)
            state.meanwhile();
        if (symbol == END_OF_BLOCK)
            return true;
        if (symbol > END_OF_BLOCK) {
            if (!copy_match(symbol - (END_OF_BLOCK + 1)))
                return false;
        } else {
            if (state.out == state.out_end)
                return false;
            *state.out++ = (uint8_t)symbol;
        }
    }
}

static bool inflate_stored(void)
{
    uint32_t length, from;

    take_bits(state.held % 8); /* skips the rest of the byte */
    length = take_bits(16);
    if (take_bits(16) != (length ^ 0xffff))
        return false;
    from = bytes_used();
    state.taken = from + length;
    state.hold = state.held = 0;
    return state.taken <= state.in_size && copy(state.in + from, length);
}

static bool inflate_block(uint32_t type)
{
    if (type == 0)
        return inflate_stored();
    if (type == 1)
        build_fixed();
    else if (type != 2 || !build_dynamic())
        return false;
    return inflate_coded();
}

bool inflate_buffer(const uint8_t *in, uint32_t in_size, uint8_t *out, uint32_t out_size,
                    void (*meanwhile)(void))
{
    bool last;

    for (uint32_t i = 1; i < 256; i++)
        state.turned[i] = (uint8_t)(state.turned[i / 2] >> 1 | i << 7);
    state.in = in;
    state.in_size = in_size;
    state.taken = state.hold = state.held = 0;
    state.out = state.out_start = out;
    state.out_end = out + out_size;
    if (STUB_BUFFERS > 1)
        state.meanwhile = meanwhile;
    do {
        last = take_bits(1);
        if (!inflate_block(take_bits(2)) || bytes_used() > in_size)
            return false;
    } while (!last);
    return state.out == state.out_end;
}
