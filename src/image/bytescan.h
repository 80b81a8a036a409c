/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing and counting bytes, eight at a time: images have up to 32 MiB.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_BYTESCAN_H
#define IMAGE_BYTESCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Are all bytes this byte?  True for no bytes. */
bool bytescan_is_filled(const uint8_t *data, size_t size, uint8_t byte);

/* The number of bytes at the start that both have in common. */
size_t bytescan_equal_length(const uint8_t *one, const uint8_t *other, size_t size);

/* The number of bytes at the start of which each differs from the other's. */
size_t bytescan_different_length(const uint8_t *one, const uint8_t *other, size_t size);

/* The number of bytes that differ; other: NULL for bytes that are all blank (ff). */
size_t bytescan_count_different(const uint8_t *one, const uint8_t *other, size_t size);

#endif
