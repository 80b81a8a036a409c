/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Huffman codes of limited length.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * One array of words holds everything while the tree is built.  The low bits of word i keep
 * the symbol with the i-th lowest count.  The high bits first hold that symbol's count;
 * then an inner node takes the place, and they hold its count, its parent and its depth
 * (Moffat and Katajainen, "In-place calculation of minimum-redundancy codes", 1995).
 */
#include "stub/deflate/huffman.h"

#include "stub/words.h"

enum { SYMBOL_BITS = 9, SYMBOL_MASK = (1 << SYMBOL_BITS) - 1 };

/* Sets the high bits of a word; the low bits keep the symbol. */
static inline void set_high(uint32_t *word, uint32_t value)
{
    *word = (word_at(word) & SYMBOL_MASK) | value << SYMBOL_BITS;
}

static inline uint32_t high(const uint32_t *word)
{
    return word_at(word) >> SYMBOL_BITS;
}

/* Sorts the symbols that occur, the rarest first.  Returns their number. */
static uint32_t sort(const uint16_t *counts, uint32_t size, uint32_t *work)
{
    uint32_t used = 0;

    for (uint32_t i = 0; i < size; i++)
        if (counts[i] != 0)
            work[used++] = (uint32_t)counts[i] << SYMBOL_BITS | i;
    /* Shell's sort with the gaps 121, 40, 13, 4, 1 */
    for (uint32_t gap = 121; gap != 0; gap = gap * 171 >> 9) {
        for (uint32_t i = gap; i < used; i++) {
            uint32_t word = work[i], at = i;
            while (at >= gap && work[at - gap] > word) {
                work[at] = work[at - gap];
                at -= gap;
            }
            work[at] = word;
        }
    }
    return used;
}

/* Pairs leaves and inner nodes, the rarest first.  Afterwards work[0] to work[used - 2] are
 * inner nodes that know their parent; the last of them is the root. */
static void join(uint32_t *work, uint32_t used)
{
    uint32_t leaf = 0, inner = 0;

    for (uint32_t node = 0; node < used - 1; node++) {
        uint32_t sum = 0;
        for (unsigned i = 0; i < 2; i++) {
            if (leaf < used &&
                (inner == node || high(work + leaf) <= high(work + inner))) {
                sum += high(work + leaf++);
            } else {
                sum += high(work + inner);
                set_high(work + inner++, node);
            }
        }
        set_high(work + node, sum);
    }
}

/* From the root down, each inner node replaces a leaf by two leaves one level deeper.  If
 * these would lie below the limit, the node uses the deepest leaf above the limit
 * instead. */
static void count_depths(uint32_t *work, uint32_t used, uint32_t limit,
                         uint16_t *leaves)
{
    uint32_t node = used - 2;

    leaves[1] = 2;
    set_high(work + node, 0);
    while (node-- != 0) {
        uint32_t depth = high(work + high(work + node)) + 1;
        set_high(work + node, depth);
        if (depth >= limit)
            depth = limit - 1;
        while (leaves[depth] == 0)
            depth--;
        leaves[depth]--;
        leaves[depth + 1] = (uint16_t)(leaves[depth + 1] + 2);
    }
}

static void clear(uint16_t *halves, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        halves[i] = 0;
}

void huffman_lengths(const uint16_t *counts, uint32_t size, uint32_t limit, uint8_t *lengths,
                     uint32_t *work)
{
    uint16_t leaves[HUFFMAN_BITS_MAX + 1];
    uint32_t used = sort(counts, size, work), length = limit;

    clear(leaves, HUFFMAN_BITS_MAX + 1);
    for (uint32_t i = 0; i < size; i++)
        lengths[i] = 0;
    if (used >= 2) {
        join(work, used);
        count_depths(work, used, limit, leaves);
    } else {
        leaves[1] = (uint16_t)used;
    }
    for (uint32_t i = 0; i < used; i++) {
        while (leaves[length] == 0)
            length--;
        leaves[length]--;
        lengths[word_at(work + i) & SYMBOL_MASK] = (uint8_t)length;
    }
}

/* Reverses the order of 16 bits. */
static uint32_t reverse(uint32_t bits)
{
    for (uint32_t shift = 8, mask = 0x00ff; shift != 0; shift >>= 1, mask ^= mask << shift)
        bits = (bits >> shift & mask) | (bits & mask) << shift;
    return bits;
}

void huffman_codes(const uint8_t *lengths, uint32_t size, uint32_t *codes)
{
    uint16_t next[HUFFMAN_BITS_MAX + 1];
    uint32_t code = 0;

    clear(next, HUFFMAN_BITS_MAX + 1);
    for (uint32_t i = 0; i < size; i++)
        next[lengths[i]]++;
    /* The codes count up from the shortest one on, left-aligned in 16 bits. */
    for (uint32_t length = 1; length <= HUFFMAN_BITS_MAX; length++) {
        uint32_t leaves = next[length];
        next[length] = (uint16_t)code;
        code += leaves << (16 - length);
    }
    for (uint32_t i = 0; i < size; i++) {
        uint32_t length = lengths[i];
        codes[i] = length << 16 | reverse(next[length]);
        next[length] = (uint16_t)(next[length] + (1u << (16 - length)));
    }
}
