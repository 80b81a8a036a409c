/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressing a region of the flash by DEFLATE (RFC 1951), and sending it meanwhile.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The caller adds the contents chunk by chunk, as they come from the flash.  The contents
 * are cut into blocks.  The codes of a block are known only after the whole block was
 * searched for matches.  So one block is sent while the next block is searched: after each
 * chunk, the stub sends as much as the line takes without waiting.  The first block is
 * short, because the line is idle until this block is complete; each block may be half as
 * long again as the block before.  The search waits for the line in two cases only: if a
 * block is complete before the previous block is sent, and at the region's end.
 *
 * The stream depends on the contents only, not on the line, and not on the size of the
 * chunks.  Contents that do not compress go into stored blocks.  This takes 0.1 % more
 * bytes than sending them plain, and less CPU time for a byte than the line needs at 921600
 * baud.  So there is no need to detect such contents beforehand.
 */
#ifndef STUB_DEFLATE_DEFLATE_H
#define STUB_DEFLATE_DEFLATE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    DEFLATE_REGION_MAX = 0x8000,
    DEFLATE_STEP_MAX = 4, /* bytes sent in one step, at most */

    DEFLATE_LITERALS = 286, /* symbols: literals, end of block, lengths */
    DEFLATE_DISTANCES = 30,
    DEFLATE_SYMBOLS = DEFLATE_LITERALS + DEFLATE_DISTANCES,

    DEFLATE_PLACES = 4, /* places in a bucket of the hash table; an even number */
    DEFLATE_BUCKET_BITS = 11,
    DEFLATE_HASH_WORDS = DEFLATE_PLACES / 2 << DEFLATE_BUCKET_BITS,
    DEFLATE_TOKENS = 1024, /* a power of two */
};

/* Variables that may lie in memory for whole words only (words.h). */
struct deflate_words {
    uint32_t hash[DEFLATE_HASH_WORDS];
    uint32_t codes[DEFLATE_SYMBOLS]; /* of the block being sent */
    uint32_t work[DEFLATE_LITERALS];
};

/* Variables that need memory with byte accesses.  The members are private; only the size is
 * public. */
struct deflate {
    struct deflate_words *words;
    uint32_t length; /* of the region, bytes; places are offsets from the region's start */
    uint32_t filled; /* the contents up to this place are in the window */
    uint32_t at;     /* the contents up to this place were searched */
    uint32_t taken;  /* the contents up to this place are in tokens */
    uint32_t match;  /* the match at the place before "at": length << 16 | distance, or 0 */

    /* The block being searched: */
    uint32_t begin;       /* its first place */
    uint32_t symbols;     /* in the block so far */
    uint32_t symbols_max; /* with so many symbols the block ends */
    uint32_t extra;       /* extra bits in the block, in addition to the symbols */
    uint32_t first_token; /* number of its first token; numbers start at the region's
                           * start */
    uint32_t end_token;   /* number of the next token */

    /* The block being sent: */
    bool sending;        /* its last symbol is not sent yet */
    uint32_t sent;       /* the contents up to this place are sent */
    uint32_t sent_token; /* number of the next token to send */
    uint32_t literals;   /* of the current token, not sent yet */
    uint32_t rest;       /* of the current token, sent after its literals: length - 3 and
                          * distance, or distance, or 0 */
    uint32_t bits;       /* bits of a byte that is not complete yet */
    uint32_t bit_count;

    uint32_t tokens[DEFLATE_TOKENS]; /* the index is the number modulo DEFLATE_TOKENS */
    uint16_t counts[DEFLATE_SYMBOLS];
    uint8_t lengths[DEFLATE_SYMBOLS];
    uint8_t window[DEFLATE_REGION_MAX + 4];
};

/* Begins a region.  Its length is 1 to DEFLATE_REGION_MAX bytes. */
void deflate_begin(struct deflate *deflate, struct deflate_words *words, uint32_t length);

/* Adds the next size bytes of the contents.  size must be a multiple of 4, except at the
 * region's end.  With the region's last byte, the rest of the stream is sent. */
void deflate_add(struct deflate *deflate, const uint32_t *chunk, uint32_t size);

/* ---- what the caller provides ---- */

/* How many bytes deflate_put() can take without waiting, even if all of them need
 * escapes. */
uint32_t deflate_room(void);
/* Sends one byte of the stream.  Waits if there is no room.  The wait must have a limit,
 * because nothing else ends it.  Must feed the watchdog, because deflate_add() may take
 * half a minute at a slow rate. */
void deflate_put(uint8_t byte);

#endif
