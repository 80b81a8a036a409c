/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Updates into a slot: finds the slot.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FIT_FIT_SLOT_H
#define IMAGE_FIT_FIT_SLOT_H

#include "image/fit/fit.h"

/* The slot that ESP-IDF writes the next update to, as the image's table says. */
enum image_fit_error image_fit_find_partition(struct image_fit *fit,
                                              const struct image_survey *survey);

/* The slots of a layout with a table. */
void image_fit_find_named(struct image_fit *fit, const struct image_layout *layout);

/* The slots of the SDK's bootloader for an image with user1.bin. */
void image_fit_find_user(struct image_fit *fit, const struct image_survey *survey);

#endif
