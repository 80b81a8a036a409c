/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inflates raw DEFLATE (RFC 1951) from memory to memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_DEFLATE_INFLATE_H
#define STUB_DEFLATE_INFLATE_H

#include <stdbool.h>
#include <stdint.h>

/* True when in, of in_size bytes, inflates to exactly out_size bytes, which are
 * in out then.  Otherwise out may have been written to, but never beyond its
 * end, and in is never read beyond its own; whatever is in it, this ends.  Codes
 * are not required to be complete: who must know that the contents are right
 * has a check of his own.  Bytes of in after the last block do not matter. */
bool inflate_buffer(const uint8_t *in, uint32_t in_size, uint8_t *out, uint32_t out_size);

#endif
