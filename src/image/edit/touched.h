/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programs of an image that an edit changes, and their sums.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The programs have to be found before the edit, which may damage their headers.
 */
#ifndef IMAGE_EDIT_TOUCHED_H
#define IMAGE_EDIT_TOUCHED_H

#include "base/chipfacts.h"
#include "image/app/app.h"
#include "image/edit/buffer.h"

enum { IMAGE_TOUCHED_MAX = 128 }; /* more than a table's rows and the places without a table */

struct image_touched_program {
    struct image_app app; /* before the edit */
    uint32_t start, end;  /* in the image, before the edit */
    bool sums_were_right; /* before the edit */
    bool is_signed;       /* for secure boot */
};

struct image_touched {
    uint32_t offset, size; /* of the edit */
    struct image_touched_program programs[IMAGE_TOUCHED_MAX];
    unsigned count;
};

/* Finds the programs that have bytes in this range.  chip: the chip of the image, or
 * NULL. */
void image_touch(struct image_touched *touched, const struct image_buffer *buffer,
                 const struct esp_chipfacts *chip, uint32_t offset, uint32_t size);

enum image_repair {
    IMAGE_REPAIRED,
    IMAGE_REPLACED, /* the edit has written the whole program: its sums are the edit's affair */
    IMAGE_GONE,     /* the edit has overwritten the header: there is no program any more */
    IMAGE_BROKEN,   /* the program's structure makes no sense after the edit; see trouble */
};

/* Makes the sums of one touched program right after the edit. */
enum image_repair image_touched_repair(const struct image_touched *touched, unsigned number,
                                       struct image_buffer *buffer,
                                       const struct esp_chipfacts *chip,
                                       struct image_trouble *trouble);

#endif
