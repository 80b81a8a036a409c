/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Huffman codes as DEFLATE (RFC 1951) defines them.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The arrays of 32-bit words may lie in instruction RAM (words.h).
 */
#ifndef STUB_DEFLATE_HUFFMAN_H
#define STUB_DEFLATE_HUFFMAN_H

#include <stdint.h>

enum {
    HUFFMAN_BITS_MAX = 15,
    HUFFMAN_SYMBOLS_MAX = 512,
};

/* Gives each symbol that occurs a code length of 1 to limit bits, and each other symbol 0.
 * work has room for size words.  If two or more symbols occur, the code is complete.  The
 * sum of all counts must be less than 1 << 23. */
void huffman_lengths(const uint16_t *counts, uint32_t size, uint32_t limit, uint8_t *lengths,
                     uint32_t *work);

/* Computes the canonical code for these lengths: length << 16 | code.  The stream takes the
 * lowest bit of the code first. */
void huffman_codes(const uint8_t *lengths, uint32_t size, uint32_t *codes);

#endif
