/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running comparison of images with the flash, for the back-ends that compare.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_COMPARE_H
#define ESP_FLASH_COMPARE_H

#include "esp/session/session_impl.h"

struct esp_comparison {
    struct esp_session *session;
    const struct esp_image *images, *image; /* all images; the image being compared */
    size_t count;
    esp_difference *differs;
    esp_progress *progress;
    void *ctx;
    uint64_t done, total; /* bytes */
    uint32_t differ_at, differ_size; /* a range that differs and may go on */
    bool found;           /* a difference was found */
};

/* Notes whether size bytes of the image are the same in the flash.  Call this function
 * with ascending addresses, for one sector at most. */
void esp_comparison_note(struct esp_comparison *c, uint32_t address, uint32_t size, bool same);

/* Shows that so many bytes of all images are compared. */
void esp_comparison_show(const struct esp_comparison *c, uint64_t done);

/* The image's bytes at that address of the flash. */
const uint8_t *esp_comparison_wanted(const struct esp_comparison *c, uint32_t address);

#endif
