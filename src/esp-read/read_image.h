/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image that esp-read reads: writes, counts and digests its bytes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_READ_READ_IMAGE_H
#define ESP_READ_READ_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include "files/output.h"

struct image {
    struct output output;
    EVP_MD_CTX *md5_context;
    EVP_MD_CTX *sha256_context;
    uint64_t size; /* bytes written so far */
    uint8_t md5[16];
    uint8_t sha256[32];
};

/* The functions return 0, or -1 after a message. */

/* Starts the digests.  The caller opens image->output; image_close() closes it. */
int image_start(struct image *image);

/* Takes the next bytes.  Has the type esp_sink; ctx: the image. */
int image_take(void *ctx, const uint8_t *data, size_t size);

/* Fills md5 and sha256. */
int image_digest(struct image *image);

void image_close(struct image *image);

#endif
