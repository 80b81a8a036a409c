/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that a build for Arduino's eboot puts into an application at the end: the
 * length and the CRC of the whole file, which consists of eboot, padded to 0x1000 bytes,
 * and the application.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The build writes these words into the first segment after it has computed the
 * application's checksum, with zeros in their place.  The sketch can check the CRC by
 * ESP.checkFlashCRC().  Source: esp8266/Arduino, tools/elf2bin.py (write_bin(), add_crc()),
 * cores/esp8266/Esp.cpp, eagle.app.v6.common.ld.h (__crc_len, __crc_val).
 */
#ifndef IMAGE_APP_LATE_WORDS_H
#define IMAGE_APP_LATE_WORDS_H

#include "image/app/app.h"

enum {
    IMAGE_EBOOT_SIZE = 0x1000,   /* where the application begins in the flash */
    IMAGE_LATE_WORDS_OFFSET = 16, /* in the application */
    IMAGE_LATE_WORDS_SIZE = 8,
};

/* Has the application at data, of which the structure is parsed, these words? */
bool image_late_words_present(const struct image_app *app, const uint8_t *data);

struct image_late_crc {
    uint32_t offset; /* of the stored CRC, in the flash */
    uint32_t stored, computed;
};

/* Computes the CRC of an application with these words.  flash: eboot's first byte, followed
 * by the application. */
void image_late_crc_compute(struct image_late_crc *crc, const struct image_app *app,
                            const uint8_t *flash);

/* Finds the application behind eboot in an image, and its CRC.  False if no application
 * with these words is there. */
bool image_late_crc_find(struct image_late_crc *crc, const uint8_t *image, size_t size);

#endif
