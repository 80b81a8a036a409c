/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many bytes of any range are not blank, and how many differ from a base.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each byte of the image is looked at once, however many ranges are asked for.
 */
#ifndef IMAGE_MAP_IMAGE_TALLY_H
#define IMAGE_MAP_IMAGE_TALLY_H

#include "image/map/image_map.h"

struct image_tally {
    const uint8_t *data;
    uint32_t size;
    struct image_base base;
    uint32_t *written, *changed; /* bytes of all pages before this one */
};

/* base: as for image_map_fill().  False if memory has run out. */
bool image_tally_make(struct image_tally *tally, const uint8_t *data, size_t size,
                      const struct image_base *base);
void image_tally_free(struct image_tally *tally);

/* Of the bytes from first to before end. */
uint32_t image_tally_written(const struct image_tally *tally, uint32_t first, uint32_t end);
uint32_t image_tally_changed(const struct image_tally *tally, uint32_t first, uint32_t end);

#endif
