/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One image that a chip starts, a bootloader or an application: header, segments, checks.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Three formats exist.  Sources: "Firmware Image Format" of esptool's manual; for the CRC
 * of version 2, "ESP8266 SDK Getting Started Guide" and images that Espressif's gen_appbin
 * makes.
 *
 *   version 1   e9, number of segments, mode, size and rate, entry (4)
 *               segments: address (4), length (4), data
 *               zeros, and the checksum as the last byte of a multiple of 16
 *   version 2   ea, 04, mode, size and rate, entry (4); a segment with address 0 or
 *               irom's, outside of the checksum; an image of version 1;
 *               in most images a CRC-32 over all that (4)
 *   extended    as version 1, with 16 more bytes of header; if its last byte is 1, the
 *               SHA-256 of everything before (32) follows
 *   signed      extended, then signatures for secure boot
 */
#ifndef IMAGE_APP_APP_H
#define IMAGE_APP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"
#include "image/trouble.h"

enum {
    IMAGE_SEGMENTS_MAX = 16, /* more is refused by all ROM loaders */
    IMAGE_HASH_SIZE = 32,
};

enum image_app_format {
    IMAGE_APP_VERSION_1,
    IMAGE_APP_VERSION_2,
    IMAGE_APP_EXTENDED,
};

struct image_segment {
    uint32_t address; /* in the chip's memory; in a version 2 image 0: in the flash */
    uint32_t offset;  /* of the data, from the image's first byte */
    uint32_t size;    /* bytes of data */
};

/* A sum at the end of an image. */
struct image_app_sum {
    bool present;
    bool right;
    uint32_t offset;
    uint32_t size;
    uint8_t stored[IMAGE_HASH_SIZE], computed[IMAGE_HASH_SIZE];
};

struct image_app {
    enum image_app_format format;
    const struct esp_chipfacts *chip; /* NULL: the image does not tell */
    uint8_t mode;                     /* 0 QIO, 1 QOUT, 2 DIO, 3 DOUT, else unknown */
    uint8_t size_rate;                /* flash size in the high nibble, rate in the low one */
    uint32_t entry;
    struct image_segment segments[IMAGE_SEGMENTS_MAX + 1]; /* version 2 has one more */
    unsigned segment_count;
    /* Of an extended header.  Revisions are 100 * major + minor; at most 65535: any. */
    uint16_t chip_id;
    uint16_t min_revision, max_revision;
    uint8_t wp_pin;    /* 0xee: not used */
    uint8_t drives[3]; /* two nibbles each: CLK and Q, D and CS, HD and WP */
    struct image_app_sum checksum; /* 1 byte */
    struct image_app_sum crc;      /* 4 bytes, little-endian in the image and here */
    struct image_app_sum hash;     /* 32 bytes */
    /* Secure boot's signature: 0 (no signature), 1 or 2. */
    unsigned signature_version;
    uint32_t signature_offset;
    /* Bytes of the image, with its sums and signature. */
    uint32_t size;
    /* Bytes that were there to parse.  The last segment of an image that is cut short ends
     * beyond them. */
    uint32_t available;
};

/* Do a header and the first segment's head begin at data that make sense?  Their fields
 * are in range, and a chip is known that has these addresses, or this number. */
bool image_app_begins(const uint8_t *data, size_t size);

/* Has the image a segment at which programs see the flash?  Then the image is an
 * application. */
bool image_app_is_mapped(const struct image_app *app);

/* Parses the image that begins at data and ends at data + size or before.  chip: the chip
 * that the image must be for; NULL: found from the image.  False with *trouble if the
 * image's structure is broken: then *app has what was parsed up to there.  Wrong sums do
 * not make an image's structure broken. */
bool image_app_parse(struct image_app *app, const struct esp_chipfacts *chip,
                     const uint8_t *data, size_t size, struct image_trouble *trouble);

/* The same without a look at the CRC and the SHA-256, which take long: they count as wrong
 * until image_app_compute_sums() is called. */
bool image_app_measure(struct image_app *app, const struct esp_chipfacts *chip,
                       const uint8_t *data, size_t size, struct image_trouble *trouble);

/* Measures an image of which the format is known from an earlier time.  A change of the
 * bytes may make another format look likelier. */
bool image_app_measure_again(struct image_app *app, enum image_app_format format,
                             const struct esp_chipfacts *chip, const uint8_t *data, size_t size,
                             struct image_trouble *trouble);

/* Computes the CRC and the SHA-256 of a measured image, where it has them. */
void image_app_compute_sums(struct image_app *app, const uint8_t *data);

/* Makes the sums of a parsed image right after its bytes were changed.  The structure, that
 * is the header's number of segments and the segments' lengths, must be as parsed. */
void image_app_repair(const struct image_app *app, uint8_t *data);

/* For app.c: computes the checksum, which is present. */
void image_app_compute_checksum(struct image_app *app, const uint8_t *data);

#endif
