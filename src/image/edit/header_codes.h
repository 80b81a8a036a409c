/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes in an image's header for the mode, the rate and the size of the flash.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The names are those that users know from esptool.  Families of chips have different codes
 * for the same size and rate.  False with *trouble, which lists the names that exist, for
 * an unknown name.
 */
#ifndef IMAGE_EDIT_HEADER_CODES_H
#define IMAGE_EDIT_HEADER_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"
#include "image/trouble.h"

bool image_header_mode_code(const char *name, uint8_t *code, struct image_trouble *trouble);

bool image_header_rate_code(const struct esp_chipfacts *chip, const char *name, uint8_t *code,
                      struct image_trouble *trouble);

/* dump: the length of the image in bytes, for the name "dump".  "2MB-c1" is the second code
 * for 2 MB. */
bool image_header_size_code(const struct esp_chipfacts *chip, const char *name, size_t dump,
                      uint8_t *code, struct image_trouble *trouble);

#endif
