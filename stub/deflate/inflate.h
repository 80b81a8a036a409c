/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inflating raw DEFLATE (RFC 1951) from memory to memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_DEFLATE_INFLATE_H
#define STUB_DEFLATE_INFLATE_H

#include <stdbool.h>
#include <stdint.h>

/* Inflates "in" to "out".  True if in_size bytes of input give exactly out_size bytes of
 * output.  Otherwise a part of the output may have been written.  The function never reads
 * or writes beyond these sizes, and it always ends, whatever the input is.  Codes need not
 * be complete; a caller that must know that the contents are right checks them itself.
 * Bytes of the input after the last block are ignored.  Calls meanwhile now and then, unless
 * meanwhile is 0 or the stub has only one buffer. */
bool inflate_buffer(const uint8_t *in, uint32_t in_size, uint8_t *out, uint32_t out_size,
                    void (*meanwhile)(void));

#endif
