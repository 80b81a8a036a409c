/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compressor on the chip, for one region, which the test supplies.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/deflate/deflate.h"

/* The linker script and the test provide these. */
extern struct deflate_words deflate_words;
uint32_t test_length(void);
uint32_t test_chunk(uint32_t chunk[16]); /* returns the number of bytes stored, 0 at the end */
void test_done(void) __attribute__((noreturn));

void compress_one(void) __attribute__((noreturn, used, externally_visible));

static struct deflate deflate;

void compress_one(void)
{
    uint32_t chunk[16], size;

    deflate_begin(&deflate, &deflate_words, test_length());
    while ((size = test_chunk(chunk)) != 0)
        deflate_add(&deflate, chunk, size);
    test_done();
}
