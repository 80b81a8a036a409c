/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of chip an image is for that lies where the ESP8266 starts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_IMAGEHEADER_H
#define IMAGE_IMAGEHEADER_H

#include <stddef.h>
#include <stdint.h>

/* The flash address whose contents the ESP8266's ROM takes for a program. */
#define IMAGE_BOOT_OFFSET 0

enum image_kind {
    IMAGE_KIND_PROGRAM, /* of an ESP8266, or nothing says otherwise */
    IMAGE_KIND_DATA,    /* without a program's header */
    IMAGE_KIND_FOREIGN, /* for another chip */
    IMAGE_KIND_WRAPPED, /* a program in a format that no flash takes, such as gzip */
};

struct image_header {
    enum image_kind kind;
    const char *what;    /* "ESP32-C3", "gzip"; NULL for the first two */
    uint32_t flash_size; /* bytes that the header of a program claims; 0 = unknown */
};

/* data is what begins at the boot offset. */
void image_header_parse(struct image_header *header, const uint8_t *data, size_t size);

#endif
