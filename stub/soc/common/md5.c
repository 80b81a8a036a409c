/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MD5 (RFC 1321).  The ESP32's ROM has it, too, but code that uses windows of registers is
 * hard to call from here, and is not faster.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/chip.h"

enum { BLOCK = 64, LENGTH_AT = 56 };

static inline uint32_t turned(uint32_t word, uint32_t bits)
{
    return word << bits | word >> (32 - bits);
}

/* The four rounds' functions, with fewer operations than in the RFC. */
#define F(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define G(x, y, z) ((y) ^ ((z) & ((x) ^ (y))))
#define H(x, y, z) ((x) ^ (y) ^ (z))
#define I(x, y, z) ((y) ^ ((x) | ~(z)))

#define STEP(f, a, b, c, d, word, turn, constant) \
    ((a) = turned((a) + f(b, c, d) + words[word] + (constant), turn) + (b))
/* Four steps, in each of which the words change places. */
#define FOUR(f, w1, w2, w3, w4, t1, t2, t3, t4, c1, c2, c3, c4) \
    (STEP(f, a, b, c, d, w1, t1, c1), STEP(f, d, a, b, c, w2, t2, c2), \
     STEP(f, c, d, a, b, w3, t3, c3), STEP(f, b, c, d, a, w4, t4, c4))

static void add_block(uint32_t state[4], const uint32_t words[BLOCK / 4])
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

#define ROUND1(w, ...) FOUR(F, w, w + 1, w + 2, w + 3, 7, 12, 17, 22, __VA_ARGS__)
    ROUND1(0, 0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee);
    ROUND1(4, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501);
    ROUND1(8, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be);
    ROUND1(12, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821);
#define ROUND2(w1, w2, w3, w4, ...) FOUR(G, w1, w2, w3, w4, 5, 9, 14, 20, __VA_ARGS__)
    ROUND2(1, 6, 11, 0, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa);
    ROUND2(5, 10, 15, 4, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8);
    ROUND2(9, 14, 3, 8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed);
    ROUND2(13, 2, 7, 12, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a);
#define ROUND3(w1, w2, w3, w4, ...) FOUR(H, w1, w2, w3, w4, 4, 11, 16, 23, __VA_ARGS__)
    ROUND3(5, 8, 11, 14, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c);
    ROUND3(1, 4, 7, 10, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70);
    ROUND3(13, 0, 3, 6, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05);
    ROUND3(9, 12, 15, 2, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665);
#define ROUND4(w1, w2, w3, w4, ...) FOUR(I, w1, w2, w3, w4, 6, 10, 15, 21, __VA_ARGS__)
    ROUND4(0, 7, 14, 5, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039);
    ROUND4(12, 3, 10, 1, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1);
    ROUND4(8, 15, 6, 13, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1);
    ROUND4(4, 11, 2, 9, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391);
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void chip_md5_start(struct chip_md5 *md5)
{
    md5->state[0] = 0x67452301;
    md5->state[1] = 0xefcdab89;
    md5->state[2] = 0x98badcfe;
    md5->state[3] = 0x10325476;
    md5->bits[0] = md5->bits[1] = 0;
}

static void add_byte(struct chip_md5 *md5, uint8_t byte)
{
    uint32_t at = md5->bits[0] / 8 % BLOCK;

    md5->block[at] = byte;
    md5->bits[0] += 8;
    md5->bits[1] += md5->bits[0] == 0;
    if (at == BLOCK - 1)
        add_block(md5->state, (const uint32_t *)(const void *)md5->block);
}

/* Whole blocks, which are the rule, are not copied. */
void chip_md5_add(struct chip_md5 *md5, const void *bytes, uint32_t size)
{
    const uint8_t *next = bytes;

    for (; size >= BLOCK && md5->bits[0] / 8 % BLOCK == 0 && (uint32_t)next % 4 == 0;
         size -= BLOCK, next += BLOCK) {
        add_block(md5->state, (const uint32_t *)(const void *)next);
        md5->bits[0] += 8 * BLOCK;
        md5->bits[1] += md5->bits[0] < 8 * BLOCK;
    }
    while (size-- != 0)
        add_byte(md5, *next++);
}

void chip_md5_end(struct chip_md5 *md5, uint8_t digest[16])
{
    uint32_t low = md5->bits[0], high = md5->bits[1];

    add_byte(md5, 0x80);
    while (md5->bits[0] / 8 % BLOCK != LENGTH_AT)
        add_byte(md5, 0);
    for (uint32_t i = 0; i < 4; i++)
        add_byte(md5, (uint8_t)(low >> 8 * i));
    for (uint32_t i = 0; i < 4; i++)
        add_byte(md5, (uint8_t)(high >> 8 * i));
    for (uint32_t i = 0; i < 16; i++)
        digest[i] = (uint8_t)(md5->state[i / 4] >> i % 4 * 8);
}
