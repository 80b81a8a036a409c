/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The new program of an update: is it whole, and how small does gzip make it?
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FIT_FIT_NEW_H
#define IMAGE_FIT_FIT_NEW_H

#include "base/chipfacts.h"
#include "image/trouble.h"

enum image_fit_new_kind {
    IMAGE_FIT_NEW_GOOD,
    IMAGE_FIT_NEW_WRAPPED,    /* a format that no updater takes; "what" names it */
    IMAGE_FIT_NEW_DATA,       /* no program */
    IMAGE_FIT_NEW_BROKEN,     /* a program, see "trouble" */
    IMAGE_FIT_NEW_BOOTLOADER, /* a bootloader, or a whole dump: an update is an application */
    IMAGE_FIT_NEW_NO_MEMORY,
};

/* The step of an update in two steps that a firmware's users usually take. */
struct image_fit_step {
    const char *firmware, *name;
};

struct image_fit_new {
    enum image_fit_new_kind kind;
    const char *what;
    struct image_trouble trouble;
    bool cut;
    const struct esp_chipfacts *chip; /* NULL: the program does not tell */
    bool packed;        /* the file is gzip */
    uint32_t file_size; /* bytes */
    uint32_t size;      /* of the program */
    uint32_t gzip_size; /* of the program, packed; of a packed file, file_size */
    uint32_t behind;    /* bytes behind the program's end, unpacked; 0 also if that is unknown */
    uint32_t flash_size; /* bytes, that the header says; 0: unknown */
    const struct image_fit_step *step; /* NULL: no usual step is known */
};

/* Looks at the file.  chip: the chip that it should be for, or NULL. */
void image_fit_look_at_new(struct image_fit_new *new, const struct esp_chipfacts *chip,
                           const uint8_t *data, size_t size);

#endif
