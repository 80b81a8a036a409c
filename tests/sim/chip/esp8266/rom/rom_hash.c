/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's MD5 and SHA-1.  The contexts are in the caller's memory.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: RFC 1321 and RFC 3174.  A library cannot be used here: programs keep, copy and
 * move the contexts (state, count of bits, block), which are plain memory of the program.
 */
#include "sim/chip/esp8266/rom/rom_private.h"

enum {
    BLOCK = 64,
    MD5_STATE_WORDS = 4,
    MD5_COUNT = 16, /* offsets in the MD5 context */
    MD5_BUFFER = 24,
    SHA1_STATE_WORDS = 5,
    SHA1_COUNT = 20, /* offsets in the SHA-1 context; the low word is first here, too */
    SHA1_BUFFER = 28,
    MD5_BLOCK_CYCLES = 700, /* about 12 per byte, with the copying */
    SHA1_BLOCK_CYCLES = 1800,
};

/* The differences between MD5 and SHA-1. */
struct hash {
    uint32_t state_words, count, buffer, cycles;
    bool big_endian;
    void (*block)(uint32_t *state, const uint8_t *block);
};

/* floor(2^32 x |sin(i + 1)|), RFC 1321 section 3.4. */
static const uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a,
    0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
    0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
    0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8,
    0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
    0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
    0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
    0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
    0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static uint32_t rotate(uint32_t value, unsigned bits)
{
    return value << bits | value >> (32 - bits);
}

static uint32_t md5_mix(unsigned round, uint32_t b, uint32_t c, uint32_t d)
{
    switch (round) {
    case 0:
        return (b & c) | (~b & d);
    case 1:
        return (b & d) | (c & ~d);
    case 2:
        return b ^ c ^ d;
    default:
        return c ^ (b | ~d);
    }
}

static void md5_block(uint32_t *state, const uint8_t *block)
{
    static const uint8_t shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23},
                                         {6, 10, 15, 21}};
    static const uint8_t factor[4] = {1, 5, 3, 7}, offset[4] = {0, 1, 5, 0};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

    for (unsigned i = 0; i < 64; i++) {
        unsigned round = i / 16, at = 4 * ((factor[round] * i + offset[round]) % 16);
        uint32_t word = block[at] | (uint32_t)block[at + 1] << 8 |
                        (uint32_t)block[at + 2] << 16 | (uint32_t)block[at + 3] << 24;
        uint32_t sum = a + md5_mix(round, b, c, d) + word + sines[i];

        a = d;
        d = c;
        c = b;
        b += rotate(sum, shifts[round][i % 4]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

static uint32_t sha1_mix(unsigned round, uint32_t b, uint32_t c, uint32_t d)
{
    switch (round) {
    case 0:
        return (b & c) | (~b & d);
    case 2:
        return (b & c) | (b & d) | (c & d);
    default:
        return b ^ c ^ d;
    }
}

static void sha1_expand(uint32_t *word, const uint8_t *block)
{
    for (unsigned i = 0; i < 16; i++)
        word[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
                  (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (unsigned i = 16; i < 80; i++)
        word[i] = rotate(word[i - 3] ^ word[i - 8] ^ word[i - 14] ^ word[i - 16], 1);
}

static void sha1_block(uint32_t *state, const uint8_t *block)
{
    static const uint32_t constants[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], word[80];

    sha1_expand(word, block);
    for (unsigned i = 0; i < 80; i++) {
        uint32_t sum = rotate(a, 5) + sha1_mix(i / 20, b, c, d) + e + word[i] + constants[i / 20];

        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = sum;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

static const struct hash md5 = {
    .state_words = MD5_STATE_WORDS, .count = MD5_COUNT, .buffer = MD5_BUFFER,
    .cycles = MD5_BLOCK_CYCLES, .block = md5_block,
};

static const struct hash sha1 = {
    .state_words = SHA1_STATE_WORDS, .count = SHA1_COUNT, .buffer = SHA1_BUFFER,
    .cycles = SHA1_BLOCK_CYCLES, .big_endian = true, .block = sha1_block,
};

static void init(struct rom *rom, const struct hash *hash, uint32_t context)
{
    static const uint32_t start[] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

    for (uint32_t i = 0; i < hash->state_words; i++)
        rom_store32(rom, context + 4 * i, start[i]);
    rom_store32(rom, context + hash->count, 0);
    rom_store32(rom, context + hash->count + 4, 0);
}

/* Processes one block in memory, and updates the state in memory. */
static void transform(struct rom *rom, const struct hash *hash, uint32_t context, uint32_t data)
{
    uint32_t state[SHA1_STATE_WORDS];
    uint8_t block[BLOCK];

    for (uint32_t i = 0; i < hash->state_words; i++)
        xtensa_peek(rom->cpu, context + 4 * i, 4, &state[i]);
    for (uint32_t i = 0; i < BLOCK; i++)
        block[i] = rom_load_any8(rom, data + i);
    hash->block(state, block);
    rom_spend(rom, hash->cycles - 2 * BLOCK);
    for (uint32_t i = 0; i < hash->state_words; i++)
        xtensa_poke(rom->cpu, context + 4 * i, 4, state[i]);
}

static void update(struct rom *rom, const struct hash *hash, uint32_t context, uint32_t data,
                   uint32_t size)
{
    uint32_t bits = rom_load32(rom, context + hash->count), fill = bits / 8 % BLOCK;
    uint32_t high = rom_load32(rom, context + hash->count + 4);

    rom_store32(rom, context + hash->count, bits + 8 * size);
    rom_store32(rom, context + hash->count + 4, high + (size >> 29) + (bits + 8 * size < bits));
    while (size > 0) {
        uint32_t part = size < BLOCK - fill ? size : BLOCK - fill;

        rom_copy(rom, context + hash->buffer + fill, data, part);
        fill += part;
        data += part;
        size -= part;
        if (fill == BLOCK) {
            transform(rom, hash, context, context + hash->buffer);
            fill = 0;
        }
    }
}

static uint32_t swap(uint32_t value)
{
    return value >> 24 | (value >> 8 & 0xff00) | (value & 0xff00) << 8 | value << 24;
}

static void final(struct rom *rom, const struct hash *hash, uint32_t digest, uint32_t context)
{
    uint32_t low = rom_load32(rom, context + hash->count), at = low / 8 % BLOCK;
    uint32_t high = rom_load32(rom, context + hash->count + 4), buffer = context + hash->buffer;

    rom_store(rom, buffer + at++, 1, 0x80);
    if (at > BLOCK - 8) {
        for (; at < BLOCK; at++)
            rom_store(rom, buffer + at, 1, 0);
        transform(rom, hash, context, buffer);
        at = 0;
    }
    for (; at < BLOCK - 8; at++)
        rom_store(rom, buffer + at, 1, 0);
    rom_store32(rom, buffer + BLOCK - 8, hash->big_endian ? swap(high) : low);
    rom_store32(rom, buffer + BLOCK - 4, hash->big_endian ? swap(low) : high);
    transform(rom, hash, context, buffer);
    for (uint32_t i = 0; i < 4 * hash->state_words; i++) {
        uint32_t from = hash->big_endian ? i ^ 3 : i;

        rom_store(rom, digest + i, 1, rom_load8(rom, context + from));
    }
}

/* Argument: context. */
uint32_t rom_MD5Init(struct rom *rom, const uint32_t *arg)
{
    init(rom, &md5, arg[0]);
    return 0;
}

/* Arguments: context, data, size. */
uint32_t rom_MD5Update(struct rom *rom, const uint32_t *arg)
{
    update(rom, &md5, arg[0], arg[1], arg[2]);
    return 0;
}

/* Arguments: digest, context. */
uint32_t rom_MD5Final(struct rom *rom, const uint32_t *arg)
{
    final(rom, &md5, arg[0], arg[1]);
    return 0;
}

uint32_t rom_SHA1Init(struct rom *rom, const uint32_t *arg)
{
    init(rom, &sha1, arg[0]);
    return 0;
}

uint32_t rom_SHA1Update(struct rom *rom, const uint32_t *arg)
{
    update(rom, &sha1, arg[0], arg[1], arg[2]);
    return 0;
}

uint32_t rom_SHA1Final(struct rom *rom, const uint32_t *arg)
{
    final(rom, &sha1, arg[0], arg[1]);
    return 0;
}

/* Arguments: state, block. */
uint32_t rom_SHA1Transform(struct rom *rom, const uint32_t *arg)
{
    transform(rom, &sha1, arg[0], arg[1]);
    return 0;
}
