/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the stub's inflater, against zlib's deflate and against damage.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/deflate/inflate.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tap.h"

enum { SIZE = 0x4000, PACKED_MAX = SIZE + 1024, GUARD = 0xa5 };

static uint8_t contents[SIZE + 1], packed[PACKED_MAX];
static uint32_t seed;
static bool outside; /* bytes beyond the room were written */

static uint32_t random_number(void)
{
    seed = seed * 1664525 + 1013904223;
    return seed >> 8;
}

/* ---- contents ---- */

static void make_random(void)
{
    for (size_t i = 0; i < SIZE; i++)
        contents[i] = (uint8_t)random_number();
}

static void make_blank(void)
{
    memset(contents, 0xff, SIZE);
}

static void make_text(void)
{
    static const char *const words[] = {"sector", " ",  "erase", ", ",
                                        "page\n", "0x", "flash", "the "};

    for (size_t i = 0; i < SIZE;) {
        const char *word = words[random_number() % 8];
        while (*word && i < SIZE)
            contents[i++] = (uint8_t)*word++;
    }
}

/* Few distinct bytes with very different frequencies: this gives the longest codes. */
static void make_skewed(void)
{
    for (size_t i = 0; i < SIZE; i++)
        contents[i] = (uint8_t)(random_number() ? (unsigned)__builtin_ctz(random_number() | 1 << 22)
                                                : 0);
}

/* Matches with large distances. */
static void make_distant(void)
{
    make_random();
    for (size_t at = SIZE / 2; at + 300 < SIZE; at += 300)
        memcpy(contents + at, contents + random_number() % (SIZE / 2), 1 + random_number() % 300);
}

/* ---- deflate and inflate ---- */

static size_t pack(uint32_t size, int level, int strategy, int memory)
{
    z_stream z = {.next_in = contents, .avail_in = size, .next_out = packed,
                  .avail_out = PACKED_MAX};

    deflateInit2(&z, level, Z_DEFLATED, -15, memory, strategy);
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return z.total_out;
}

/* Inflates from and into blocks of exactly the right size, so that AddressSanitizer sees
 * every access outside.  Returns the inflater's result.  equal: the output is the
 * contents. */
static bool unpack(const uint8_t *in, size_t in_size, uint32_t size, bool *equal)
{
    uint8_t *from = malloc(in_size + 1), *to = malloc(size + 1);
    bool good;

    memcpy(from + 1, in, in_size);
    to[size] = GUARD;
    good = inflate_buffer(from + 1, (uint32_t)in_size, to, size, NULL);
    *equal = size == 0 || memcmp(to, contents, size) == 0;
    outside = outside || to[size] != GUARD;
    free(from);
    free(to);
    return good;
}

static bool right(uint32_t size, int level, int strategy, int memory)
{
    size_t packed_size = pack(size, level, strategy, memory);
    bool equal;

    return unpack(packed, packed_size, size, &equal) && equal;
}

static bool all_ways(uint32_t size)
{
    static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE,
                                     Z_FIXED};
    bool good = true;

    for (int level = 0; level <= 9; level++)
        for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++)
            good = right(size, level, strategies[i], 9) && right(size, level, strategies[i], 1) &&
                   good;
    return good;
}

static void test_zlib(void)
{
    static const struct {
        const char *name;
        void (*make)(void);
    } kinds[] = {{"random", make_random}, {"blank", make_blank}, {"text", make_text},
                 {"skewed", make_skewed}, {"distant", make_distant}};
    static const uint32_t sizes[] = {0, 1, 2, 3, 257, 258, 259, 4096, SIZE};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bool good = true;
        kinds[i].make();
        for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++)
            good = all_ways(sizes[n]) && good;
        tap_ok(good, "%s contents of any length, deflated in all ways", kinds[i].name);
    }
}

/* ---- wrong input ---- */

static void test_sizes(void)
{
    size_t size;
    bool equal, cut = false;

    make_text();
    size = pack(SIZE, 9, Z_DEFAULT_STRATEGY, 9);
    tap_ok(!unpack(packed, size, SIZE - 1, &equal) && !outside,
           "contents longer than the room are refused, and stay inside it");
    tap_ok(!unpack(packed, size, SIZE + 1, &equal), "so are shorter ones");
    for (size_t i = 0; i < size; i++)
        cut = unpack(packed, i, SIZE, &equal) || cut;
    tap_ok(!cut, "input cut short anywhere is refused");
    packed[size] = 0x55;
    tap_ok(unpack(packed, size + 1, SIZE, &equal) && equal, "what comes after the end is ignored");
}

static bool refused(const uint8_t *in, size_t size)
{
    bool equal;

    return !unpack(in, size, 300, &equal);
}
#define REFUSED(...) refused((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* Streams made by hand, with the bits from the lowest on. */
static void test_malformed(void)
{
    tap_ok(REFUSED(0x07), "block type 3 is refused");
    tap_ok(REFUSED(0x01, 4, 0, 0xfa, 0xff, 1, 2, 3, 4),
           "a stored block whose length and complement disagree is refused");
    tap_ok(REFUSED(0x01, 5, 0, 0xfa, 0xff, 1, 2, 3, 4), "and one longer than the input");
    /* fixed: length symbol 257 = 0000001, distance symbol 0 = 00000 */
    tap_ok(REFUSED(0x03, 0x02, 0x00), "a match from before the beginning is refused");
    /* fixed: symbol 286 = 11000110 */
    tap_ok(REFUSED(0x1b, 0x03, 0, 0, 0), "length symbol 286 is refused");
    /* dynamic: the first code length is a repetition: lengths 1, 0, 0 and 1 for 16 and 17,
     * so 16 is the bit 0 */
    tap_ok(REFUSED(0x05, 0x00, 0x02 | 0x10, 0, 0, 0, 0), "a repetition of nothing is refused");
    /* dynamic: no code at all */
    tap_ok(REFUSED(0x05, 0, 0, 0, 0, 0, 0, 0), "a code without symbols is refused");
    tap_ok(refused(packed, 0), "no input is refused");
}

/* With any bit flipped, the inflater stays inside the buffers (AddressSanitizer checks it)
 * and ends.  If zlib accepts the stream, the inflater's output is zlib's. */
static void test_damage(void)
{
    static uint8_t good[PACKED_MAX], want[SIZE];
    bool agree = true, equal;
    unsigned accepted = 0;

    for (unsigned round = 0; round < 3000; round++) {
        uint32_t length = 1 + random_number() % 600;
        size_t size;
        z_stream z = {.next_in = packed, .next_out = want, .avail_out = length};

        (round % 2 ? make_text : make_skewed)();
        size = pack(length, 9, round % 3 ? Z_DEFAULT_STRATEGY : Z_FIXED, 9);
        memcpy(good, packed, size);
        for (uint32_t i = random_number() % 4; i < 4; i++)
            packed[random_number() % size] ^= (uint8_t)(1u << random_number() % 8);
        z.avail_in = (uInt)size;
        inflateInit2(&z, -15);
        if (inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == length) {
            memcpy(contents, want, length);
            agree = unpack(packed, size, length, &equal) && equal && agree;
            accepted++;
        } else {
            unpack(packed, size, length, &equal);
        }
        inflateEnd(&z);
    }
    tap_ok(agree && accepted > 100, "damaged input ends, and as zlib's does (%u)", accepted);
    for (unsigned round = 0; round < 20000; round++) {
        size_t size = 1 + random_number() % 200;
        for (size_t i = 0; i < size; i++)
            packed[i] = (uint8_t)random_number();
        packed[0] = (uint8_t)((packed[0] & ~7u) | 4 | (round & 1)); /* a dynamic block */
        unpack(packed, size, 1000, &equal);
    }
    tap_ok(!outside, "so does noise, and nothing is written beyond the room");
}

int main(void)
{
    test_zlib();
    test_sizes();
    test_malformed();
    test_damage();
    return tap_done();
}
