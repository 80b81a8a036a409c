/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DEFLATE (RFC 1951) of a region of the flash, sent while it is computed.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The caller adds the contents chunk by chunk as they come from the flash.
 * They are cut into blocks.  The codes of a block are known only when all of it
 * was searched for matches, so one block is sent while the next is searched:
 * after each chunk as much is sent as the line takes without waiting.
 * The first block is short, for until it is complete the line is idle; each
 * one may be half as long again as the one before.  The search waits for the
 * line only where a block is complete and the one before it not sent yet, and
 * at the region's end.
 *
 * The stream depends on the contents alone, neither on the line nor on how they
 * were cut into chunks.  What does not compress goes into stored blocks: 0.1 %
 * more than sent plain, at less CPU time a byte than the line takes at
 * 921600 baud, so that there is no need to notice it beforehand.
 */
#ifndef STUB_DEFLATE_DEFLATE_H
#define STUB_DEFLATE_DEFLATE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    DEFLATE_REGION_MAX = 0x8000,
    DEFLATE_STEP_MAX = 4, /* bytes that are put at a time, at most */

    DEFLATE_LITERALS = 286, /* symbols: literals, end of block, lengths */
    DEFLATE_DISTANCES = 30,
    DEFLATE_SYMBOLS = DEFLATE_LITERALS + DEFLATE_DISTANCES,

    DEFLATE_PLACES = 4, /* that a bucket of the hash table remembers; even */
    DEFLATE_BUCKET_BITS = 11,
    DEFLATE_HASH_WORDS = DEFLATE_PLACES / 2 << DEFLATE_BUCKET_BITS,
    DEFLATE_TOKENS = 1024, /* a power of two */
};

/* Memory that may be good for nothing but whole words (words.h). */
struct deflate_words {
    uint32_t hash[DEFLATE_HASH_WORDS];
    uint32_t codes[DEFLATE_SYMBOLS]; /* of the block being sent */
    uint32_t work[DEFLATE_LITERALS];
};

/* Memory that takes access by byte.  Private, but for its size. */
struct deflate {
    struct deflate_words *words;
    uint32_t length; /* of the region, bytes; places count from its start */
    uint32_t filled; /* up to here the contents are in the window */
    uint32_t at;     /* up to here they were searched */
    uint32_t taken;  /* up to here they are in tokens */
    uint32_t match;  /* at the place before `at`: length << 16 | distance, or 0 */

    /* The block being searched: */
    uint32_t begin;       /* its first place */
    uint32_t symbols;     /* in it so far */
    uint32_t symbols_max; /* it ends with more */
    uint32_t extra;       /* bits in it besides symbols */
    uint32_t first_token; /* numbered from the region's start */
    uint32_t end_token;   /* the next one's number */

    /* The block being sent: */
    bool sending;        /* its last symbol is not out */
    uint32_t sent;       /* contents up to here are out */
    uint32_t sent_token; /* number of the next one to send */
    uint32_t literals;   /* of the token before that are not out */
    uint32_t rest;       /* of it then: length - 3 and distance, or distance, or 0 */
    uint32_t bits;       /* of a byte not complete yet */
    uint32_t bit_count;

    uint32_t tokens[DEFLATE_TOKENS]; /* by number modulo DEFLATE_TOKENS */
    uint16_t counts[DEFLATE_SYMBOLS];
    uint8_t lengths[DEFLATE_SYMBOLS];
    uint8_t window[DEFLATE_REGION_MAX + 4];
};

/* Begins a region of length bytes, 1 to DEFLATE_REGION_MAX. */
void deflate_begin(struct deflate *deflate, struct deflate_words *words, uint32_t length);

/* Adds the next size bytes of contents: a multiple of 4, but for the region's
 * end.  With the region's last byte all of the stream is sent. */
void deflate_add(struct deflate *deflate, const uint32_t *chunk, uint32_t size);

/* ---- what the caller provides ---- */

/* How many bytes can be put without waiting, whatever escapes they need. */
uint32_t deflate_room(void);
/* Sends one byte of the stream.  Waits where there is no room, but not for ever
 * (nothing else here ends the wait), and feeds the watchdog: up to half a
 * minute may pass at a slow rate before deflate_add() returns. */
void deflate_put(uint8_t byte);

#endif
