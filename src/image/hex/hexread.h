/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads Intel HEX.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: "Hexadecimal Object File Format Specification", Intel, revision A, 1988.
 */
#ifndef IMAGE_HEX_HEXREAD_H
#define IMAGE_HEX_HEXREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/hex/sparse.h"
#include "image/trouble.h"

/* Does a record of Intel HEX begin at the first byte?  No image of a flash begins so. */
bool image_hex_begins(const uint8_t *data, size_t size);

/* Reads the text into sparse, which the caller frees.  False with *trouble, which names the
 * line, if the text is not right: each line must be a record with the right checksum, no
 * byte may be there twice, and the end record must be the last.  Start addresses are
 * ignored.  The memory in use is at most three times as large as the text. */
bool image_hex_read(struct image_sparse *sparse, const uint8_t *text, size_t size,
                    struct image_trouble *trouble);

#endif
