/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of esp-imgedit that print facts about an image in place of the image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_LOOKING_H
#define ESP_IMGEDIT_LOOKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gengetopt_args_info;
struct esp_chipfacts;

/* Is one of these options given? */
bool looking_wanted(const struct gengetopt_args_info *args);

/* False after a message if options do not go together. */
bool looking_makes_sense(const struct gengetopt_args_info *args);

/* Does the request need no image (--ota-fit with --chip-size and --layout)? */
bool looking_without_image(const struct gengetopt_args_info *args);

/* Prints what the options ask for about the image at data, after its edits.  title: the
 * image's name for messages; chip: the value of --chip, or NULL.  data: NULL if
 * looking_without_image().  Returns an exit status, after a message unless it is
 * STATUS_DONE or STATUS_NO. */
int look_at(const struct gengetopt_args_info *args, const char *title,
            const struct esp_chipfacts *chip, const uint8_t *data, size_t size);

#endif
