/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Huffman codes as DEFLATE (RFC 1951) wants them.
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

/* Gives each symbol that occurs a length, 1 to limit bits, and 0 to the others.
 * work has room for size words.  Two symbols or more make a complete code.
 * All counts together are less than 1 << 23. */
void huffman_lengths(const uint16_t *counts, uint32_t size, uint32_t limit, uint8_t *lengths,
                     uint32_t *work);

/* The canonical code of those lengths: length << 16 | code, the code as it goes
 * into the stream lowest bit first. */
void huffman_codes(const uint8_t *lengths, uint32_t size, uint32_t *codes);

#endif
