/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes Intel HEX.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_HEX_HEXWRITE_H
#define IMAGE_HEX_HEXWRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "image/hex/sparse.h"

/* Takes a part of the text.  Returns 0, or anything else to stop the writer. */
typedef int image_hex_sink(void *ctx, const char *text, size_t size);

/* Writes runs, which are in the order of their offsets and do not overlap, as records of
 * at most 16 bytes of data, and the end record.  Runs without a gap between them share
 * records.  Returns what the sink returned when it stopped the writer, else 0. */
int image_hex_write(const struct image_run *runs, size_t count, image_hex_sink *sink, void *ctx);

#endif
