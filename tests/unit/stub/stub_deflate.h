/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's compressor on the interpreted chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_DEFLATE_H
#define UNIT_STUB_STUB_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chip_run {
    uint8_t *stream; /* room for 2 * DEFLATE_REGION_MAX */
    size_t size;
    uint64_t cycles; /* cycles of the compressor, without those for sending and reading */
    uint32_t stack;  /* bytes of stack that were used */
};

/* Reads the image.  False if there is no image. */
bool chip_open(void);
size_t chip_code_size(void);

/* Compresses.  False if the CPU did not reach the end. */
bool chip_compress(const uint8_t *contents, size_t size, struct chip_run *run);

#endif
