/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-verify --read: the flash against an image, byte by byte.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_VERIFY_VERIFY_BYTES_H
#define ESP_VERIFY_VERIFY_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp/session.h"

struct byte_comparison {
    const struct esp_image *image;
    uint32_t done;  /* bytes of it that were compared */
    bool quiet;     /* print nothing and stop at the first difference */
    bool differs;
};

/* An esp_sink; ctx is the comparison.  Prints a line for each byte that differs,
 * as cmp -l FLASH IMAGE does: its number, counted from 1 at the start of the flash,
 * and in octal what the flash and the image have. */
int byte_comparison_take(void *ctx, const uint8_t *data, size_t size);

#endif
