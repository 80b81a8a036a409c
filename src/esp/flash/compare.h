/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison of images with the flash, for those who carry it out.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_COMPARE_H
#define ESP_FLASH_COMPARE_H

#include "esp/session/session_impl.h"

struct esp_comparison {
    struct esp_session *session;
    const struct esp_image *images, *image; /* all; the one that is compared */
    size_t count;
    esp_difference *differs;
    esp_progress *progress;
    void *ctx;
    uint64_t done, total; /* bytes */
    uint32_t differ_at, differ_size; /* a range that may go on */
    bool found;           /* a difference */
};

/* These bytes of the image are the same or not, in ascending order, a sector at most. */
void esp_comparison_note(struct esp_comparison *c, uint32_t address, uint32_t size, bool same);

/* What the image has there. */
const uint8_t *esp_comparison_wanted(const struct esp_comparison *c, uint32_t address);

#endif
