/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with an image, for one line of a message.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_TROUBLE_H
#define IMAGE_TROUBLE_H

#include <stdbool.h>
#include <stdint.h>

struct image_trouble {
    uint64_t offset; /* of the byte that is wrong, from the start of the buffer */
    char text[160];  /* what was found, and what was expected there; no newline */
};

/* Fills trouble; always returns false, so that a check can end with this call. */
bool image_trouble_set(struct image_trouble *trouble, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
