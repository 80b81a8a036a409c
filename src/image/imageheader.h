/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is an image for the chip that it is going to be written to, at that place?
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_IMAGEHEADER_H
#define IMAGE_IMAGEHEADER_H

#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"

enum image_kind {
    IMAGE_KIND_PROGRAM, /* The chip starts from this image: a program is where the chip looks
                         * for one, and nothing says that it is for another chip. */
    IMAGE_KIND_DATA,    /* No program is where the chip looks for one. */
    IMAGE_KIND_FOREIGN, /* The program is for another chip. */
    IMAGE_KIND_WRAPPED, /* The image has a format that no flash takes, such as gzip. */
    IMAGE_KIND_ELSEWHERE, /* The chip does not start from this part of the flash. */
};

struct image_header {
    enum image_kind kind;
    const char *what;     /* the chip's name if foreign, "gzip" if wrapped; else NULL */
    uint32_t flash_size;  /* bytes that the header of a program claims; 0 = unknown */
    uint32_t boot_offset; /* where in the flash the chip looks for a program */
};

/* data is an image that will lie at flash_offset in the flash of chip. */
void image_header_parse(struct image_header *header, const struct esp_chipfacts *chip,
                        uint32_t flash_offset, const uint8_t *data, size_t size);

#endif
