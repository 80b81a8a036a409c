/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DEFLATE's blocks: tokens, codes, the stream.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Tokens wait in a ring until their block is complete and the block's codes are known.
 * Then they are sent while the next block is searched.
 */
#include "stub/deflate/deflate_block.h"

#include "stub/deflate/huffman.h"
#include "stub/words.h"

enum {
    END_OF_BLOCK = 256,
    DISTANCE_BITS_MAX = 12, /* so that a code and its extra bits fit into 25 bits */
    LENGTH_CODES = 19,
    LENGTH_BITS_MAX = 7,

    /* Found by measuring, on machine code, programs, JSON and text: */
    FIRST_BLOCK = 768,  /* symbols */
    TAIL = 2000,        /* bytes; a rest of this size is no block of its own */
    DYNAMIC_BITS = 300, /* the codes of a block usually take at least so many bits */

    SPARE_TOKENS = 16, /* room in the ring in addition to the longest block */
    /* A token is a run of literals and the match after it: number of literals,
     * (length - 3) << 8, distance << 16.  The literals themselves stay in the window.  With
     * TOKEN_PLAIN set, the token has a number of literals (16 bits) and no match. */
    TOKEN_LITERALS = BLOCK_LITERALS_MAX,
};
#define TOKEN_PLAIN 0x80000000u

#define ALL (~0u) /* enough room for a whole block */

/* ---- lengths and distances as symbols ---- */

struct symbol {
    uint32_t number;
    uint32_t extra; /* number of extra bits after the symbol: the low bits of the value */
};

/* The symbols of both alphabets are like small floating-point numbers: the values with the
 * same number of bits share 1 << mantissa symbols. */
static inline struct symbol symbol_of(uint32_t value, uint32_t mantissa)
{
    uint32_t extra = 31 - mantissa - (uint32_t)__builtin_clz(value | 1u << mantissa);

    return (struct symbol){(extra << mantissa) + (value >> extra), extra};
}

static inline struct symbol length_symbol(uint32_t less_min)
{
    struct symbol symbol = symbol_of(less_min, 2);

    if (less_min == MATCH_MAX - MATCH_MIN)
        symbol = (struct symbol){28, 0};
    symbol.number += END_OF_BLOCK + 1;
    return symbol;
}

static inline struct symbol distance_symbol(uint32_t distance)
{
    struct symbol symbol = symbol_of(distance - 1, 1);

    symbol.number += DEFLATE_LITERALS;
    return symbol;
}

/* ---- the stream ---- */

static void put_bits(struct deflate *d, uint32_t bits, uint32_t count)
{
    d->bits |= bits << d->bit_count;
    for (d->bit_count += count; d->bit_count >= 8; d->bit_count -= 8) {
        deflate_put((uint8_t)d->bits);
        d->bits >>= 8;
    }
}

static void put_code(struct deflate *d, const uint32_t *code)
{
    uint32_t word = word_at(code);

    put_bits(d, word & 0xffff, word >> 16);
}

void block_send(struct deflate *d, uint32_t room)
{
    const uint8_t *next = d->window + d->sent;

    while (d->sending) {
        uint32_t number = END_OF_BLOCK, value = 0, extra = 0, code, count;
        if (room < DEFLATE_STEP_MAX && (room = deflate_room()) < DEFLATE_STEP_MAX)
            break;
        if (d->literals != 0) {
            d->literals--;
            number = *next++;
        } else if (d->rest != 0) {
            struct symbol symbol;
            if (d->rest > 0xffff) {
                value = d->rest & 0xff;
                next += value + MATCH_MIN;
                symbol = length_symbol(value);
                d->rest >>= 16;
            } else {
                value = d->rest - 1;
                symbol = distance_symbol(d->rest);
                d->rest = 0;
            }
            number = symbol.number;
            extra = symbol.extra;
        } else if (d->sent_token != d->first_token) {
            uint32_t token = d->tokens[d->sent_token++ % DEFLATE_TOKENS];
            d->literals = token & 0xffff;
            if (!(token & TOKEN_PLAIN)) {
                d->literals = token & TOKEN_LITERALS;
                d->rest = (token >> 16) << 16 | (token >> 8 & 0xff);
            }
            continue;
        } else {
            d->sending = false;
        }
        code = word_at(d->words->codes + number);
        count = d->bit_count;
        d->bits |= (code & 0xffff) << count;
        count += code >> 16;
        if (extra != 0) {
            d->bits |= (value & ((1u << extra) - 1)) << count;
            count += extra;
        }
        for (; count >= 8; count -= 8) {
            deflate_put((uint8_t)d->bits);
            d->bits >>= 8;
            room--;
        }
        d->bit_count = count;
    }
    d->sent = (uint32_t)(next - d->window);
}

/* ---- a block's header ---- */

/* The code lengths are coded, too; repetitions are one symbol.  Goes through the code
 * lengths, and counts their symbols.  If counts is 0, sends the symbols instead. */
static void code_lengths(struct deflate *d, uint16_t *counts)
{
    uint32_t before = HUFFMAN_BITS_MAX + 1;

    for (uint32_t i = 0, run; i < DEFLATE_SYMBOLS; i += run) {
        uint32_t length = d->lengths[i], symbol = length, extra = 0, min = 1;
        uint32_t max = DEFLATE_SYMBOLS - i;
        if (max > 138)
            max = 138;
        for (run = 1; run < max && d->lengths[i + run] == length; run++)
            continue;
        if (run < 3 || (length != 0 && length != before)) {
            run = 1;
        } else if (length != 0) {
            symbol = 16;
            extra = 2;
            min = 3;
            if (run > 6)
                run = 6;
        } else if (run < 11) {
            symbol = 17;
            extra = 3;
            min = 3;
        } else {
            symbol = 18;
            extra = 7;
            min = 11;
        }
        before = length;
        if (counts) {
            counts[symbol]++;
        } else {
            put_code(d, d->words->work + symbol);
            put_bits(d, run - min, extra);
        }
    }
}

static void clear(uint16_t *counts, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        counts[i] = 0;
}

static void begin_dynamic(struct deflate *d, const uint8_t *lengths)
{
    huffman_codes(lengths, LENGTH_CODES, d->words->work);
    /* Type 2; 286 and 30 codes, all 19 lengths follow. */
    put_bits(d, 2 | 29 << 2 | 29 << 7 | 15 << 12, 2 + 5 + 5 + 4);
    put_bits(d, lengths[16] | (uint32_t)lengths[17] << 3 | (uint32_t)lengths[18] << 6, 9);
    put_bits(d, lengths[0], 3);
    for (uint32_t i = 0; i < 15; i++) /* 8 7 9 6 10 5 11 ... 1 15 */
        put_bits(d, lengths[i & 1 ? 7 - i / 2 : 8 + i / 2], 3);
    code_lengths(d, 0);
    huffman_codes(d->lengths, DEFLATE_LITERALS, d->words->codes);
    huffman_codes(d->lengths + DEFLATE_LITERALS, DEFLATE_DISTANCES,
                  d->words->codes + DEFLATE_LITERALS);
}

/* A stored block is one token of literals; the code of each literal is the literal. */
static void begin_stored(struct deflate *d)
{
    uint32_t size = d->taken - d->begin;

    put_bits(d, 0, 2);
    put_bits(d, 0, -d->bit_count & 7);
    put_bits(d, size, 16);
    put_bits(d, size ^ 0xffff, 16);
    for (uint32_t i = 0; i < 256; i++)
        d->words->codes[i] = 8 << 16 | i;
    d->words->codes[END_OF_BLOCK] = 0;
    d->end_token = d->first_token;
    d->tokens[d->end_token++ % DEFLATE_TOKENS] = TOKEN_PLAIN | size;
}

/* ---- blocks ---- */

void block_take(struct deflate *d, uint32_t at, uint32_t match)
{
    uint32_t literals = at - d->taken, length = match >> 16;
    struct symbol symbol;

    while (d->end_token - d->sent_token > DEFLATE_TOKENS - 1)
        block_send(d, DEFLATE_STEP_MAX);
    for (uint32_t i = d->taken; i < at; i++)
        d->counts[d->window[i]]++;
    d->symbols += literals;
    d->taken = at + length;
    if (match == 0) {
        d->tokens[d->end_token++ % DEFLATE_TOKENS] = TOKEN_PLAIN | literals;
        return;
    }
    length -= MATCH_MIN;
    match &= 0xffff;
    d->symbols++;
    d->tokens[d->end_token++ % DEFLATE_TOKENS] = literals | length << 8 | match << 16;
    symbol = length_symbol(length);
    d->counts[symbol.number]++;
    d->extra += symbol.extra;
    symbol = distance_symbol(match);
    d->counts[symbol.number]++;
    d->extra += symbol.extra;
}

static void begin_next(struct deflate *d)
{
    d->begin = d->taken;
    d->extra = d->symbols = 0;
    clear(d->counts, DEFLATE_SYMBOLS);
    d->counts[END_OF_BLOCK] = 1;
}

static uint32_t dynamic_bits(const struct deflate *d)
{
    uint32_t bits = d->extra;

    for (uint32_t i = 0; i < DEFLATE_SYMBOLS; i++)
        bits += (uint32_t)d->counts[i] * d->lengths[i];
    return bits;
}

void block_begin(struct deflate *d)
{
    d->symbols_max = FIRST_BLOCK;
    d->first_token = d->end_token = d->sent_token = 0;
    d->sending = false;
    d->sent = d->literals = d->rest = d->bits = d->bit_count = 0;
    begin_next(d);
}

bool block_full(const struct deflate *d)
{
    return (d->symbols >= d->symbols_max && d->length - d->at > TAIL) ||
           d->end_token - d->first_token > DEFLATE_TOKENS - SPARE_TOKENS;
}

void block_end(struct deflate *d)
{
    uint16_t counts[LENGTH_CODES];
    uint8_t lengths[LENGTH_CODES];
    uint32_t *work = d->words->work;

    block_take(d, d->at, 0);
    huffman_lengths(d->counts, DEFLATE_LITERALS, HUFFMAN_BITS_MAX, d->lengths, work);
    huffman_lengths(d->counts + DEFLATE_LITERALS, DEFLATE_DISTANCES, DISTANCE_BITS_MAX,
                    d->lengths + DEFLATE_LITERALS, work);
    clear(counts, LENGTH_CODES);
    code_lengths(d, counts);
    huffman_lengths(counts, LENGTH_CODES, LENGTH_BITS_MAX, lengths, work);
    block_send(d, ALL);
    put_bits(d, d->at == d->length, 1);
    if (dynamic_bits(d) + DYNAMIC_BITS >= 8 * (d->taken - d->begin))
        begin_stored(d);
    else
        begin_dynamic(d, lengths);
    d->first_token = d->end_token;
    d->sending = true;
    begin_next(d);
    d->symbols_max += d->symbols_max / 2;
    if (d->at == d->length) {
        block_send(d, ALL);
        put_bits(d, 0, -d->bit_count & 7);
    }
}
