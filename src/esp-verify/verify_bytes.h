/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-verify --read: compares the flash with an image byte by byte.
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
    uint32_t done;  /* bytes of the image that were compared */
    bool quiet;     /* print nothing and stop at the first difference */
    bool differs;
    uint32_t first, last; /* addresses of the first and the last difference, if any */
};

/* Compares the next bytes.  Prints a line for each byte that differs, in the format of cmp
 * -l FLASH IMAGE: the number of the byte, counted from 1 at the start of the flash, then
 * the bytes of the flash and of the image in octal.  Has the type esp_sink; ctx: the
 * comparison. */
int byte_comparison_take(void *ctx, const uint8_t *data, size_t size);

#endif
