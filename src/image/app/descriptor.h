/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptors in an image: who made the program, when, with which framework.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP-IDF, esp_app_desc.h (esp_app_desc_t, at the start of the first mapped
 * segment) and esp_bootloader_desc.h (esp_bootloader_desc_t, at the start of a segment in
 * RAM).
 */
#ifndef IMAGE_APP_DESCRIPTOR_H
#define IMAGE_APP_DESCRIPTOR_H

#include "image/app/app.h"

/* A text in an image, which ends at a NUL or after "size" bytes. */
struct image_field {
    const uint8_t *text; /* NULL: the descriptor has no such text */
    size_t size;
};

struct image_descriptor {
    bool of_bootloader;
    uint32_t offset; /* from the image's first byte */
    uint32_t secure_version;
    uint32_t bootloader_version; /* of a bootloader */
    struct image_field framework; /* ESP-IDF's version */
    struct image_field date;      /* a bootloader's date has the time, too */
    /* Of an application: */
    struct image_field project, version, time;
    const uint8_t *elf_sha256; /* 32 bytes; NULL: of a bootloader */
};

/* Finds the descriptor in a parsed image at data.  False if the image has no descriptor. */
bool image_descriptor_find(struct image_descriptor *found, const struct image_app *app,
                           const uint8_t *data);

#endif
