/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image of an update: read, checked, and packed if the user wants that.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_OTA_OTA_IMAGE_H
#define ESP_OTA_OTA_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/fit/fit_new.h"
#include "ota/ota_chips.h"

struct gengetopt_args_info;

struct ota_image {
    const char *title;
    uint8_t *data; /* what is sent */
    size_t size;
    bool filesystem;
    struct image_fit_new look;   /* at the file, unless it is a file system */
    const struct ota_chip *chip; /* that the contents are for; NULL: they do not tell */
};

/* Reads the operand or standard input.  Returns an exit status. */
int ota_image_load(struct ota_image *image, const struct gengetopt_args_info *args);

/* Refuses, unless --force is given, what cannot be an update of the board's kind, and what
 * does not fit as far as the options tell.  chip: of the board; NULL: not known, then
 * image->chip counts.  Packs for --gzip.  Returns an exit status. */
int ota_image_check(struct ota_image *image, const struct gengetopt_args_info *args,
                    const struct ota_chip *chip);

void ota_image_free(struct ota_image *image);

#endif
