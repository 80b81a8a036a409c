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
    BLOCK_LITERALS_MAX = 0xff, /* literals that block_take() takes at a time */
};

/* Begins the region's first block. */
void block_begin(struct deflate *deflate);

/* Adds the literals before the place "at" and the match there.  The match is
 * length << 16 | distance, or 0. */
void block_take(struct deflate *deflate, uint32_t at, uint32_t match);

/* Is it time to end the block? */
bool block_full(const struct deflate *deflate);

/* Ends the block at deflate->at.  From now on this block is the one that is sent.  The
 * region's last block is sent before this function returns. */
void block_end(struct deflate *deflate);

/* Sends a part of the complete block: first "room" bytes, with waiting if necessary, then
 * as much as the line takes without waiting. */
void block_send(struct deflate *deflate, uint32_t room);

#endif
