/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes what the header of an image says about the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_EDIT_EDIT_HEADER_H
#define IMAGE_EDIT_EDIT_HEADER_H

#include "base/chipfacts.h"
#include "image/edit/buffer.h"

enum image_header_field {
    IMAGE_HEADER_MODE, /* "qio", "qout", "dio", "dout" */
    IMAGE_HEADER_RATE, /* "80m", as the chip has it */
    IMAGE_HEADER_SIZE, /* "4MB", "4M", "2MB-c1"; "dump": the length of the image */
};

enum image_edit_result {
    IMAGE_EDIT_DONE,
    IMAGE_EDIT_WRONG,   /* the image or the request makes this impossible */
    IMAGE_EDIT_REFUSED, /* the chip would not start the result */
};

/* Changes a field of the header with which the chip boots: in a dump at the chip's boot
 * offset, in the image of a single program at its start.  The value "keep" changes nothing.
 * chip: the chip of the image; NULL: found from the image.  fix: make the program's hash
 * right, and change nothing if its checksum shows that it is damaged.  Sets *trouble unless
 * the result is IMAGE_EDIT_DONE. */
enum image_edit_result image_edit_header(struct image_buffer *buffer,
                                         const struct esp_chipfacts *chip,
                                         enum image_header_field field, const char *value,
                                         bool fix, struct image_trouble *trouble);

/* Where the header is that the chip boots with.  False with *trouble if there is none. */
bool image_edit_find_header(const struct image_buffer *buffer, const struct esp_chipfacts *chip,
                            uint32_t *start, struct image_trouble *trouble);

#endif
