/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DEFLATE's blocks: literals and matches go in, bits come out.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_DEFLATE_DEFLATE_BLOCK_H
#define STUB_DEFLATE_DEFLATE_BLOCK_H

#include "stub/deflate/deflate.h"

enum {
    MATCH_MIN = 3,
    MATCH_MAX = 258,
    BLOCK_LITERALS_MAX = 0xff, /* that block_take() takes at a time */
};

/* Begins the region's first block. */
void block_begin(struct deflate *deflate);

/* Adds the literals before that place and the match there: length << 16 |
 * distance, or 0. */
void block_take(struct deflate *deflate, uint32_t at, uint32_t match);

/* Is it time to end the block? */
bool block_full(const struct deflate *deflate);

/* Ends the block at `at`: from here on it is the one being sent.  The region's
 * last block is sent before this returns. */
void block_end(struct deflate *deflate);

/* Sends of the block that is complete: room bytes, waiting if need be, and then
 * what goes without. */
void block_send(struct deflate *deflate, uint32_t room);

#endif
