/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does anything in an image tell that the image ends where it ends?
 *
 * Copyright (C) 2026 the esputils authors
 *
 * What came through a pipe may lack its end, because the program before the pipe failed.  A
 * whole dump, one program, a merged image and a padded image show that nothing is missing.
 */
#ifndef IMAGE_SURVEY_IMAGE_ENDING_H
#define IMAGE_SURVEY_IMAGE_ENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"

struct image_ending {
    bool explained;
    uint32_t flash_size; /* bytes, from the header of the program; 0: not known */
    char last[24];       /* the part that ends last of those that lie in the image; "": none */
    uint32_t last_end;   /* the first offset behind what that part holds */
    bool out_of_memory;
};

/* Looks at the image at data, which is meant for address 0 of the flash of chip.  One of these
 * explains its end:
 * - the program's header names a flash of this size;
 * - a whole program ends in the last sector;
 * - a file system ends there, or the last partition of the table, or the parameters of the
 *   ESP8266's SDK.  Other partitions do not count: reads end at multiples of a sector, too;
 * - a whole program, and after everything that is known blank bytes up to the size of a
 *   flash that is not smaller than the header says. */
void image_ending_look(struct image_ending *ending, const uint8_t *data, size_t size,
                       const struct esp_chipfacts *chip);

#endif
