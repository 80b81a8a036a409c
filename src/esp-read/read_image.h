/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What esp-read reads on its way out: written, counted and digested.
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
    uint64_t size; /* bytes delivered */
    uint8_t md5[16];
    uint8_t sha256[32];
};

/* The output is opened by the caller and closed by image_close(). */
int image_start(struct image *image);

/* An esp_sink; ctx is the image.  Write errors are told here. */
int image_take(void *ctx, const uint8_t *data, size_t size);

/* Fills md5 and sha256.  0 or -1, like the others. */
int image_digest(struct image *image);

void image_close(struct image *image);

#endif
