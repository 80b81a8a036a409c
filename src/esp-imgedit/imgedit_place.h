/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges and places of an image, as users type them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_IMGEDIT_PLACE_H
#define ESP_IMGEDIT_IMGEDIT_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/chipfacts.h"
#include "image/edit/buffer.h"

struct imgedit_place {
    uint64_t offset;
    uint64_t size; /* of the range or the partition; 0: only an offset was given */
    bool by_name;
};

/* Parses FIRST-LAST, N+SIZE, N, or the name of a partition of the image.  False after a
 * message that names the option. */
bool imgedit_place_parse(struct imgedit_place *place, const struct image_buffer *buffer,
                         const struct esp_chipfacts *chip, const char *option, const char *text);

/* The same for a range: N alone is an error. */
bool imgedit_range_parse(struct imgedit_place *range, const struct image_buffer *buffer,
                         const struct esp_chipfacts *chip, const char *option, const char *text);

#endif
