/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's functions that only compute, on random contents: CRC, MD5, DEFLATE and inflating.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "tests/difftest/pure/pure.h"

#include "stub/chip.h"
#include "stub/crc32.h"
#include "stub/deflate/deflate.h"
#include "stub/deflate/inflate.h"

void pure_main(void) __attribute__((used, externally_visible));

struct pure pure __attribute__((section(".bss.results")));
static struct deflate deflate;
static struct deflate_words words;
static uint32_t contents[PURE_SIZE / 4];
static uint8_t stream[2 * PURE_SIZE], inflated[PURE_SIZE];
static uint32_t stream_size;

uint32_t deflate_room(void)
{
    return DEFLATE_STEP_MAX;
}

void deflate_put(uint8_t byte)
{
    if (stream_size < sizeof stream)
        stream[stream_size++] = byte;
}

static uint32_t random_number(void)
{
    pure.seed = pure.seed * 1664525 + 1013904223;
    return pure.seed >> 8;
}

/* Bytes of few kinds, and repetitions of what came before. */
static void fill(uint32_t size)
{
    uint8_t *bytes = (uint8_t *)contents;
    uint32_t kinds = 1u << random_number() % 9, repeat = random_number() % 64;

    for (uint32_t i = 0; i < size; i++) {
        uint32_t back = random_number() % (i + 1);

        bytes[i] = i > 3 && random_number() % 64 < repeat ? bytes[i - 1 - back % i]
                                                           : (uint8_t)(random_number() % kinds);
    }
}

static void compress(uint32_t size)
{
    stream_size = 0;
    deflate_begin(&deflate, &words, size);
    for (uint32_t at = 0; at < size; at += 64)
        deflate_add(&deflate, contents + at / 4, size - at < 64 ? size - at : 64);
}

static bool inflates(uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        inflated[i] = 0;
    return inflate_buffer(stream, stream_size, inflated, size, 0);
}

static void round(struct pure_round *out)
{
    uint32_t size = 1 + random_number() % PURE_SIZE;
    struct chip_md5 md5;

    fill(size);
    out->size = size;
    out->crc = crc32_add(0, contents, size);
    chip_md5_start(&md5);
    chip_md5_add(&md5, contents, size);
    chip_md5_end(&md5, out->md5);
    compress(size);
    out->stream_size = stream_size;
    out->stream_crc = crc32_add(0, stream, stream_size);
    out->inflated = inflates(size);
    out->inflated_crc = crc32_add(0, inflated, size);
    stream[random_number() % stream_size] ^= (uint8_t)(1u << random_number() % 8);
    out->damaged = inflates(size);
    out->damaged_crc = crc32_add(0, inflated, size);
}

void pure_main(void)
{
    for (uint32_t i = 0; i < PURE_ROUNDS; i++)
        round(&pure.rounds[i]);
}
