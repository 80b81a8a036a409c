/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Are the programs whole that a chip starts from an image?
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A program that is cut short, or that has a wrong sum, is written and verified like any
 * other, and then the board does not start.
 */
#ifndef IMAGE_START_START_H
#define IMAGE_START_START_H

#include "base/chipfacts.h"
#include "image/trouble.h"

struct image_flaw {
    bool cut;                    /* the image ends before the program does */
    struct image_trouble trouble; /* offsets are those in the image */
};

/* Checks the programs of an image that is meant for flash_offset in the flash of chip:
 * - the program at the place where the ROM looks for a program,
 * - of a chip with plain headers, the application behind the bootloader,
 * - of any other chip, the application that the bootloader starts, as the table of
 *   partitions in the image says,
 * - the program at the start of the image, wherever that lies.
 * What does not begin as a program of this chip does is data.  False with *flaw if one of
 * the programs is broken.
 *
 * A wrong SHA-256 counts only for an application: the ROM does not look at the bootloader's
 * (ESP-IDF, bootloader_support, esp_image_format.c: only the bootloader verifies it). */
bool image_start_check(const struct esp_chipfacts *chip, uint32_t flash_offset,
                       const uint8_t *data, size_t size, struct image_flaw *flaw);

#endif
