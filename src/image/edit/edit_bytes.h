/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes bytes of an image, and its length.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The sums of programs are not touched here; see touched.h.  All functions return false
 * with *trouble, and change nothing, if the image does not have the bytes.
 */
#ifndef IMAGE_EDIT_EDIT_BYTES_H
#define IMAGE_EDIT_EDIT_BYTES_H

#include "base/chipfacts.h"
#include "image/edit/buffer.h"

/* Are all bytes of the range within the image? */
bool image_edit_check(const struct image_buffer *buffer, uint64_t offset, uint64_t size,
                      struct image_trouble *trouble);

/* Writes bytes over those at offset. */
bool image_edit_write(struct image_buffer *buffer, uint64_t offset, const uint8_t *bytes,
                      size_t size, struct image_trouble *trouble);

bool image_edit_fill(struct image_buffer *buffer, uint64_t offset, uint64_t size, uint8_t byte,
                     struct image_trouble *trouble);

/* Keeps only the range. */
bool image_edit_extract(struct image_buffer *buffer, uint64_t offset, uint64_t size,
                        struct image_trouble *trouble);

/* The length without the blank bytes at the end.  No byte of a program counts as blank: its
 * last bytes may be 0xff.  The length is a multiple of 4, because flash is written in words,
 * unless the image's length is less. */
size_t image_edit_trimmed_size(const struct image_buffer *buffer,
                               const struct esp_chipfacts *chip);

/* Makes the image longer, with blank bytes.  It must not be longer already. */
bool image_edit_pad(struct image_buffer *buffer, uint64_t size, struct image_trouble *trouble);

#endif
