/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a program fit as an update over the air?
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Two ways exist.
 *
 * Staging: Arduino's updater writes the new program, as it was sent, just below the file
 * system, and eboot copies it to the start of the flash.  There is no place between the
 * two: the new program, rounded up to sectors, must begin behind the current one, rounded
 * up.  eboot unpacks gzip while it copies.  Sources: esp8266/Arduino, Updater.cpp
 * (begin(), _verifyEnd()), Esp.cpp (getSketchSize()), eboot.c (copy_raw()); for gzip, its
 * pull request 6820, in the core 2.7.0: the core of the current program must have it.
 *
 * Slots: the new program is written into the other slot.  Its size is the only limit.
 * Sources: ESP-IDF, esp_ota_ops.c (esp_ota_get_next_update_partition(), esp_ota_begin(),
 * which refuses the running partition); "Flash Map" of "ESP8266 SDK Getting Started Guide".
 */
#ifndef IMAGE_FIT_FIT_H
#define IMAGE_FIT_FIT_H

#include "image/fit/fit_new.h"
#include "image/layout/layout.h"
#include "image/survey/survey.h"

enum { IMAGE_FIT_SECTOR = 4096 };

/* What the staging of an update needs to know, and what follows.  All sizes are bytes. */
struct image_fit_staging {
    uint32_t fs_start; /* where the space for programs ends */
    uint32_t current;  /* the current program, from the start of the flash */
    uint32_t size;     /* the new program */
    uint32_t gzip_size;
    /* The results. */
    uint32_t max_size;  /* of an update now */
    uint32_t max_program; /* of any program: what the chip maps */
    bool fits, fits_packed;
    /* The largest small build that can be the first of two steps, and the largest packed
     * one; after the packed one, the new program is packed, too.  0: no build helps. */
    uint32_t step_max, step_max_packed, step_max_unpacked;
};

void image_fit_stage(struct image_fit_staging *staging);

enum image_fit_way {
    IMAGE_FIT_STAGING,
    IMAGE_FIT_SLOT,
    IMAGE_FIT_NO_WAY, /* the layout has no place for an update */
};

struct image_fit {
    struct image_fit_new new;
    enum image_fit_way way;
    uint32_t chip_size;   /* of the flash; 0: not known */
    uint32_t header_size; /* that the current program's header says; 0: not known */
    const struct image_layout *layout; /* NULL: no name is known */
    bool layout_assumed; /* no file system was found */
    bool current_assumed; /* no image: the current program is as large as the new one */
    struct image_fit_staging staging;
    char slot[24]; /* the name of the slot; "" if it has no name */
    uint32_t slot_offset, slot_size;
    /* The updater refuses all updates if a header claims more flash than there is. */
    bool header_too_large, new_header_too_large, layout_too_large;
    bool fits; /* as it is */
};

enum image_fit_error {
    IMAGE_FIT_OK,
    IMAGE_FIT_BAD_NEW,    /* see fit->new.kind */
    IMAGE_FIT_FOREIGN,    /* the image is for another chip than the new program */
    IMAGE_FIT_NO_CURRENT, /* the image has no application where updates have it */
    IMAGE_FIT_NO_TABLE,   /* the image has no table of partitions */
    IMAGE_FIT_NO_LAYOUT,  /* a layout must be named */
    IMAGE_FIT_OTHER_LAYOUT, /* the layout is for other chips */
};

struct image_fit_request {
    const struct image_survey *survey; /* of the image; NULL: there is no image */
    const struct esp_chipfacts *chip;  /* NULL: found from image and program */
    uint32_t chip_size;                /* 0: found from the image */
    const struct image_layout *layout; /* NULL: found from the image */
    const uint8_t *data;               /* the new program's file */
    size_t size;
};

enum image_fit_error image_fit_find(struct image_fit *fit,
                                    const struct image_fit_request *request);

#endif
