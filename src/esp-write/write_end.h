/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check of esp-write for images that come through a pipe.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A pipe does not tell whether the program before it failed, and an image that comes through
 * a pipe has no description beside it.
 */
#ifndef ESP_WRITE_WRITE_END_H
#define ESP_WRITE_WRITE_END_H

#include "esp-write/write_object.h"

/* Refuses an image for the start of the flash that ends where nothing in it ends.  Returns an
 * exit status. */
int write_check_end(const struct image_source *source, const struct esp_board *board,
                    const char *port, const struct allowance *allowed);

#endif
