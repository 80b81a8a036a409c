/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image headers: is an image right for a chip, at a place of the chip's flash?
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_IMAGEHEADER_H
#define IMAGE_IMAGEHEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"

enum image_kind {
    IMAGE_KIND_PROGRAM, /* The image has a program at the place where the chip looks for a
                         * program, and nothing says that it is for another chip. */
    IMAGE_KIND_DATA,    /* The image has no program at that place. */
    IMAGE_KIND_FOREIGN, /* The program is for another chip. */
    IMAGE_KIND_WRAPPED, /* The image has a format that has to be unpacked, such as gzip. */
    IMAGE_KIND_MISTAKEN, /* The image is no firmware at all, such as an HTML page. */
    IMAGE_KIND_ELSEWHERE, /* The image does not reach that place. */
};

struct image_header {
    enum image_kind kind;
    const char *what;     /* if foreign: the chip's name; if wrapped: "gzip"; if mistaken:
                           * "an HTML page"; or NULL */
    uint32_t flash_size;  /* bytes, from the header of a program; 0: unknown */
    uint8_t flash_mode;   /* from the header of a program: 0 QIO, 1 QOUT, 2 DIO, 3 DOUT */
    uint32_t boot_offset; /* where in the flash the chip looks for a program */
};

/* The chip for which the image that begins at data is made; NULL if the header does not
 * tell.  Compares with "chip" first, which may be a chip that the table does not have; NULL:
 * the table only. */
const struct esp_chipfacts *image_header_chip(const struct esp_chipfacts *chip,
                                              const uint8_t *data, size_t size);

/* Parses the image at data, which is meant for flash_offset in the flash of chip. */
void image_header_parse(struct image_header *header, const struct esp_chipfacts *chip,
                        uint32_t flash_offset, const uint8_t *data, size_t size);

/* Does the image, which is meant for flash_offset, begin as a program that the chip starts
 * from there, and end within the program's header? */
bool image_header_cut(const struct esp_chipfacts *chip, uint32_t flash_offset,
                      const uint8_t *data, size_t size);

/* The name of a format that has to be unpacked before writing, such as "gzip", or NULL. */
const char *image_packed(const uint8_t *data, size_t size);

/* What a server or a version control system gave in place of an image, such as "an HTML
 * page", or NULL.  may_be_data: only what nobody keeps in a flash. */
const char *image_mistaken(const uint8_t *data, size_t size, bool may_be_data);

/* The name of either, or NULL. */
const char *image_wrapping(const uint8_t *data, size_t size);

#endif
