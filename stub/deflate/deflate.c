/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DEFLATE's search for matches.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A hash table remembers the last places of each three bytes.  Each hash has a few places,
 * two in a word; the newest place replaces the oldest.
 */
#include "stub/deflate/deflate_block.h"

#include "stub/words.h"

enum {
    LOOKAHEAD = MATCH_MAX + 2, /* bytes; more of them would not change the result */

    /* Found by measuring, on machine code, programs, JSON and text: */
    LAZY_MAX = 32,  /* after a match of this length the next place is not searched */
    FAR = 4096,     /* a match of three bytes from further away costs more than literals */
    REMEMBERED = 2, /* places at the start of a match that go into the table */
};

/* The bucket of three bytes, by Knuth's multiplicative hash. */
static uint32_t *bucket(const struct deflate *d, const uint8_t *bytes)
{
    uint32_t three = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;

    return d->words->hash +
           DEFLATE_PLACES / 2 * (three * 0x9e3779b1u >> (32 - DEFLATE_BUCKET_BITS));
}

/* Puts a place into a bucket; the bucket's oldest place is forgotten. */
static void remember(uint32_t *entry, uint32_t at)
{
    for (uint32_t i = 0; i < DEFLATE_PLACES / 2; i++) {
        uint32_t pair = word_at(entry);
        *entry++ = pair << 16 | at;
        at = pair >> 16;
    }
}

struct hunt {
    const uint8_t *window;
    uint32_t at;
    uint32_t max;        /* longest possible match, bytes */
    uint32_t best;       /* length that a match must exceed << 16 | its distance, or 0 */
    const uint8_t *tail; /* window + that length */
    uint32_t wanted;     /* a better match at a place has this byte at tail[place] */
};

static void set_best(struct hunt *hunt, uint32_t length, uint32_t distance)
{
    hunt->best = length << 16 | distance;
    hunt->tail = hunt->window + length;
    hunt->wanted = length < hunt->max ? hunt->tail[hunt->at] : 256;
}

/* Compares the contents at "from" with the contents at hunt->at. */
__attribute__((noinline)) static void compare(struct hunt *hunt, uint32_t from)
{
    const uint8_t *there = hunt->window + from, *begin = hunt->window + hunt->at;
    const uint8_t *here = begin, *end = here + hunt->max;
    uint32_t length, distance = hunt->at - from, word = *there * 0x01010101u;

    if (distance == 1) { /* usually blank flash; compares it word by word */
        while (here < end && *here == (uint8_t)word) {
            const uint32_t *words = (const void *)here;
            bool whole = (uintptr_t)here % 4 == 0 && here + 4 <= end && *words == word;
            here += whole ? 4 : 1;
        }
        there = here - 1;
    }
    for (; here < end && *here == *there; here++)
        there++;
    length = (uint32_t)(here - begin);
    if (length > hunt->best >> 16 && (length != MATCH_MIN || distance <= FAR))
        set_best(hunt, length, distance);
}

/* Puts the place d->at into its bucket, and searches the bucket for the best match of more
 * than least bytes.  Returns length << 16 | distance, or 0. */
__attribute__((noinline)) static uint32_t find(struct deflate *d, uint32_t least, uint32_t max)
{
    const uint8_t *tail;
    uint32_t carry = d->at, wanted;
    struct hunt hunt = {.window = d->window, .at = d->at, .max = max};
    uint32_t *entry = bucket(d, d->window + d->at), *end = entry + DEFLATE_PLACES / 2;

    set_best(&hunt, least, 0);
    tail = hunt.tail;
    wanted = hunt.wanted;
    do {
        uint32_t pair = word_at(entry);
        *entry++ = pair << 16 | carry;
        carry = pair >> 16;
        pair &= 0xffff;
        if (tail[pair] == wanted) {
            compare(&hunt, pair);
            tail = hunt.tail;
            wanted = hunt.wanted;
        }
        if (tail[carry] == wanted) {
            compare(&hunt, carry);
            tail = hunt.tail;
            wanted = hunt.wanted;
        }
    } while (entry != end);
    return hunt.best & 0xffff ? hunt.best : 0;
}

/* Moves from d->at to the end of the taken match.  Of the places inside, remembers only two
 * at the start and the last one; these are enough. */
static void skip(struct deflate *d)
{
    uint32_t at = d->at, end = d->taken, last = end;

    if (last + MATCH_MIN > d->filled)
        last = d->filled - MATCH_MIN;
    for (uint32_t i = 0; at < last; at++, i++) {
        if (i == REMEMBERED)
            at = last - 1;
        remember(bucket(d, d->window + at), at);
    }
    d->at = end;
}

/* Searches a match at d->at.  Takes the match of the place before only if the match at this
 * place is not longer. */
static void search_place(struct deflate *d)
{
    uint32_t match = d->match, least = match >> 16, found = 0, max = d->filled - d->at;

    if (max > MATCH_MAX)
        max = MATCH_MAX;
    if (least == 0)
        least = MATCH_MIN - 1;
    if (least < LAZY_MAX && least < max)
        found = find(d, least, max);
    d->match = found;
    d->at++;
    if (found != 0)
        return;
    if (match != 0) {
        block_take(d, d->at - 2, match);
        skip(d);
    } else if (d->at - d->taken == BLOCK_LITERALS_MAX - LAZY_MAX) {
        /* A chain of longer and longer matches may add LAZY_MAX literals before a match is
         * taken. */
        block_take(d, d->at, 0);
    } else {
        return;
    }
    if (block_full(d) && d->at != d->length)
        block_end(d);
}

void deflate_begin(struct deflate *d, struct deflate_words *words, uint32_t length)
{
    for (uint32_t i = 0; i < DEFLATE_HASH_WORDS; i++)
        words->hash[i] = 0;
    d->words = words;
    d->length = length;
    d->filled = d->taken = d->match = 0;
    d->at = 1; /* the empty hash table already holds place 0 everywhere */
    block_begin(d);
}

void deflate_add(struct deflate *d, const uint32_t *chunk, uint32_t size)
{
    uint32_t *to = (uint32_t *)(void *)(d->window + d->filled), stop;

    for (uint32_t i = 0; i < size; i += 4)
        *to++ = *chunk++;
    d->filled += size;
    for (stop = d->filled == d->length ? 0 : LOOKAHEAD - 1; d->at + stop < d->filled;)
        search_place(d);
    block_send(d, 0);
    if (d->filled == d->length)
        block_end(d);
}
