/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the stub's compressor: zlib inflates its output, and its machine code gives the
 * same output.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <zlib.h>

#include "unit/stub/stub_deflate.h"
#include "stub/deflate/deflate.h"
#include "stub/deflate/huffman.h"
#include "tap.h"

enum { STREAM_MAX = 2 * DEFLATE_REGION_MAX, CHUNK = 64 };

/* ---- the line ---- */

static uint8_t stream[STREAM_MAX];
static size_t stream_size;
static enum { LINE_FAST, LINE_UNEVEN, LINE_FULL } line;
static uint32_t line_state;

uint32_t deflate_room(void)
{
    line_state = line_state * 1664525 + 1013904223;
    return line == LINE_FAST ? 128 : line == LINE_FULL ? 0 : line_state >> 29;
}

void deflate_put(uint8_t byte)
{
    if (stream_size < STREAM_MAX)
        stream[stream_size++] = byte;
}

/* ---- contents ---- */

static uint64_t random_state;

/* splitmix64, by Sebastiano Vigna. */
static uint32_t next_random(void)
{
    uint64_t z = (random_state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) >> 16);
}

static void fill_blank(uint8_t *at, size_t size)
{
    memset(at, 0xff, size);
}

static void fill_random(uint8_t *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)next_random();
}

static void fill_runs(uint8_t *at, size_t size)
{
    for (size_t i = 0; i < size;) {
        size_t length = 1 + next_random() % (next_random() % 8 == 0 ? 900 : 9);
        uint8_t byte = (uint8_t)next_random();
        for (; length != 0 && i < size; length--)
            at[i++] = byte;
    }
}

static void fill_text(uint8_t *at, size_t size)
{
    static const char words[8][10] = {"connect ", "station ", "heap: ",  "0x%08x\n",
                                      "mqtt/",    "error ",   "sensor ", "timeout\n"};

    for (size_t i = 0; i < size;)
        for (const char *word = words[next_random() % 8]; *word && i < size; word++)
            at[i++] = (uint8_t)*word;
}

/* Opcodes that are frequent, registers, and sequences that repeat. */
static void fill_code(uint8_t *at, size_t size)
{
    static const uint8_t opcodes[4] = {0x22, 0x20, 0x0d, 0x62};

    for (size_t i = 0; i < size;) {
        uint32_t r = next_random();
        if (i > 64 && r % 10 == 0) {
            size_t back = 3 + next_random() % (i - 3), length = 4 + next_random() % 12;
            for (; length != 0 && i < size; length--, i++)
                at[i] = at[i - back];
            continue;
        }
        at[i++] = (r >> 8 & 3) == 0 ? (uint8_t)(r >> 10) : opcodes[r >> 10 & 3];
        if (i < size)
            at[i++] = (uint8_t)(r >> 18 & 0x3f);
    }
}

/* Counts like Fibonacci's numbers: they give the longest code. */
static void fill_skewed(uint8_t *at, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = 0;
        while (byte < 60 && next_random() % 21 < 13)
            byte++;
        at[i] = (uint8_t)(byte * 37);
    }
}

/* Random at the start, then blank, then random again. */
static void fill_half(uint8_t *at, size_t size)
{
    fill_blank(at, size);
    fill_random(at, size / 3);
    fill_random(at + size - size / 4, size / 4);
}

static const struct kind {
    const char *name;
    void (*fill)(uint8_t *at, size_t size);
    double ratio;    /* the stream may be longer than zlib's level 6 by this factor */
    unsigned cycles; /* largest number of cycles per byte on the chip */
} kinds[] = {
    {"blank", fill_blank, 1.3, 20},     {"random", fill_random, 1.002, 300},
    {"runs", fill_runs, 1.1, 50},       {"text", fill_text, 1.5, 150},
    {"code", fill_code, 1.1, 300},      {"skewed", fill_skewed, 1.07, 300},
    {"mixed", fill_half, 1.01, 200},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static uint8_t contents[DEFLATE_REGION_MAX];

static void make(const struct kind *kind, size_t size, uint64_t seed)
{
    random_state = seed;
    kind->fill(contents, size);
}

/* ---- compressing and inflating ---- */

/* Exactly the size asked for, so that a sanitizer sees any access beyond it. */
static void compress_here(size_t size, size_t chunk_size)
{
    struct deflate *deflate = malloc(sizeof *deflate);
    struct deflate_words *words = malloc(sizeof *words);

    memset(deflate, 0x5a, sizeof *deflate);
    stream_size = 0;
    deflate_begin(deflate, words, (uint32_t)size);
    for (size_t at = 0, part; at < size; at += part) {
        uint32_t chunk[CHUNK / 4];
        part = size - at < chunk_size ? size - at : chunk_size;
        memcpy(chunk, contents + at, part);
        deflate_add(deflate, chunk, (uint32_t)part);
    }
    free(words);
    free(deflate);
}

static bool inflates(size_t size)
{
    static uint8_t back[DEFLATE_REGION_MAX + 1];
    z_stream inflater = {.next_in = stream,
                         .avail_in = (uInt)stream_size,
                         .next_out = back,
                         .avail_out = sizeof back};
    bool good = inflateInit2(&inflater, -MAX_WBITS) == Z_OK &&
                inflate(&inflater, Z_FINISH) == Z_STREAM_END && inflater.avail_in == 0 &&
                inflater.total_out == size && memcmp(back, contents, size) == 0;

    if (!good)
        printf("# size %zu: %s\n", size, inflater.msg ? inflater.msg : "other contents");
    inflateEnd(&inflater);
    return good;
}

static size_t zlib_size(size_t size)
{
    static uint8_t packed[STREAM_MAX];
    uLongf packed_size = sizeof packed;

    compress2(packed, &packed_size, contents, size, 6);
    return packed_size - 6; /* without header and checksum */
}

static bool survives(const struct kind *kind, size_t size)
{
    make(kind, size, size);
    compress_here(size, CHUNK);
    return inflates(size);
}

static void test_sizes(const struct kind *kind)
{
    static const size_t large[] = {4095, 16383, 16384, 16385, 20000, 32767, 32768};
    bool good = true;

    line = LINE_UNEVEN;
    for (size_t size = 1; size <= 300; size++)
        good = survives(kind, size) && good;
    tap_ok(good, "%s: 1 to 300 bytes inflate to what they were", kind->name);
    good = true;
    for (unsigned i = 0; i < sizeof large / sizeof large[0]; i++)
        good = survives(kind, large[i]) && good;
    tap_ok(good, "%s: larger regions do, too", kind->name);
}

/* The stream must not depend on the speed of the line, or on how the contents came. */
static void test_same_stream(const struct kind *kind)
{
    static uint8_t first[STREAM_MAX];
    bool same = true;
    size_t size;

    make(kind, DEFLATE_REGION_MAX, 1);
    line = LINE_UNEVEN;
    compress_here(DEFLATE_REGION_MAX, CHUNK);
    size = stream_size;
    memcpy(first, stream, size);
    for (line = LINE_FAST; line <= LINE_FULL; line++)
        for (size_t chunk_size = 4; chunk_size <= CHUNK; chunk_size += 20) {
            compress_here(DEFLATE_REGION_MAX, chunk_size);
            same = same && stream_size == size && memcmp(stream, first, size) == 0;
        }
    tap_ok(same, "%s: the stream depends on the contents alone", kind->name);
}

enum { CHAIN = 30, CHAIN_BYTES = CHAIN - 1 + CHAIN + 2 };

/* At this place, 3 bytes repeat earlier bytes.  From the next place on 4 bytes repeat, from
 * the one after it 5, and so on.  Around the place no bytes repeat. */
static void make_chain(size_t place)
{
    uint8_t bytes[CHAIN_BYTES], *to = contents + 600;

    fill_blank(contents, DEFLATE_REGION_MAX);
    random_state = 7;
    for (size_t i = 0; i < 4000; i++)
        contents[i] = (uint8_t)(next_random() % 100);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(100 + i);
    for (size_t step = 0; step < CHAIN; step++) {
        memcpy(to, bytes + step, step + 3);
        to += step + 3 + 2;
    }
    memcpy(contents + place, bytes, sizeof bytes);
}

/* Each match is dropped for the next match, so the literals before it become more: up to
 * the largest number that a token can hold, if the token begins at the right place. */
static void test_chains(void)
{
    bool good = true;

    line = LINE_FAST;
    for (size_t place = 2000; place < 2000 + 256 + CHAIN; place++) {
        make_chain(place);
        compress_here(DEFLATE_REGION_MAX, CHUNK);
        good = inflates(DEFLATE_REGION_MAX) && good;
    }
    tap_ok(good, "matches that get longer from place to place, behind any number of literals");
}

static void test_ratio(const struct kind *kind)
{
    size_t theirs;

    make(kind, DEFLATE_REGION_MAX, 2);
    compress_here(DEFLATE_REGION_MAX, CHUNK);
    theirs = zlib_size(DEFLATE_REGION_MAX);
    if (!tap_ok((double)stream_size <= kind->ratio * (double)theirs + 24,
                "%s: not much longer than zlib's level 6", kind->name))
        printf("# %zu bytes, zlib %zu\n", stream_size, theirs);
}

/* ---- Huffman codes ---- */

/* 1 << 15 if the code is complete; 0 if a length is wrong. */
static uint32_t kraft_sum(const uint16_t *counts, const uint8_t *lengths, uint32_t size,
                          uint32_t limit)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < size; i++) {
        if (lengths[i] > limit || (lengths[i] == 0) != (counts[i] == 0))
            return 0;
        if (lengths[i] != 0)
            sum += 1u << (15 - lengths[i]);
    }
    return sum;
}

static void test_limits(void)
{
    uint16_t counts[22] = {1, 1};
    uint8_t lengths[22];
    uint32_t work[22];
    bool good = true;

    for (unsigned i = 2; i < 22; i++)
        counts[i] = (uint16_t)(counts[i - 1] + counts[i - 2]);
    for (uint32_t limit = 5; limit <= 15; limit++) {
        huffman_lengths(counts, 22, limit, lengths, work);
        good = good && kraft_sum(counts, lengths, 22, limit) == 1u << 15;
        for (unsigned i = 1; i < 22; i++)
            good = good && lengths[i] <= lengths[i - 1];
    }
    tap_ok(good, "codes are complete, no longer than the limit, shortest for the most frequent");
}

static void test_codes(void)
{
    /* RFC 1951, 3.2.2: ABCDEFGH with these lengths and codes. */
    static const uint8_t lengths[8] = {3, 3, 3, 3, 3, 2, 4, 4};
    static const uint32_t reversed[8] = {2, 6, 1, 5, 3, 0, 7, 15};
    static const uint16_t counts[8] = {0, 0, 9, 0, 0, 0, 0, 0};
    uint8_t one[8];
    uint32_t codes[8];
    bool good = true;

    huffman_codes(lengths, 8, codes);
    for (unsigned i = 0; i < 8; i++)
        good = good && codes[i] == ((uint32_t)lengths[i] << 16 | reversed[i]);
    tap_ok(good, "the RFC's example gets the RFC's codes");
    huffman_lengths(counts, 8, 15, one, codes);
    tap_ok(one[2] == 1 && one[0] == 0, "a symbol alone gets one bit");
}

/* ---- machine code ---- */

static void test_chip(const struct kind *kind)
{
    static uint8_t chip_stream[STREAM_MAX];
    static const size_t sizes[] = {1, 5, 257, 4097, DEFLATE_REGION_MAX};
    struct chip_run run = {.stream = chip_stream};
    bool same = true;

    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0] && same; i++) {
        make(kind, sizes[i], 3);
        compress_here(sizes[i], CHUNK);
        same = chip_compress(contents, sizes[i], &run) && run.size == stream_size &&
               memcmp(chip_stream, stream, stream_size) == 0;
    }
    tap_ok(same, "%s: the machine code sends the same bytes", kind->name);
    printf("# %.2f cycles a byte in, %.2f bytes out for one in, %u bytes of stack\n",
           (double)run.cycles / DEFLATE_REGION_MAX, (double)run.size / DEFLATE_REGION_MAX,
           run.stack);
    /* A quarter of the stub's 4 KB of stack. */
    tap_ok(run.stack <= 1024, "%s: with little stack", kind->name);
    /* At 52 MHz, a line at 921600 baud takes 564 cycles per byte. */
    tap_ok(run.cycles <= (uint64_t)kind->cycles * DEFLATE_REGION_MAX,
           "%s: in at most %u cycles a byte", kind->name, kind->cycles);
}

int main(void)
{
    for (unsigned i = 0; i < KINDS; i++) {
        test_sizes(&kinds[i]);
        test_same_stream(&kinds[i]);
        test_ratio(&kinds[i]);
    }
    test_chains();
    test_limits();
    test_codes();
    if (chip_open()) {
        printf("# %zu bytes of code, %zu bytes of memory, %zu more by the word\n",
               chip_code_size(), sizeof(struct deflate), sizeof(struct deflate_words));
        for (unsigned i = 0; i < KINDS; i++)
            test_chip(&kinds[i]);
    } else {
        printf("# no machine code to compare: there is no cross compiler\n");
    }
    return tap_done();
}
