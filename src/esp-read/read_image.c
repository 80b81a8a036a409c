/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image that esp-read reads: writes, counts and digests its bytes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-read/read_image.h"

#include "cli/message.h"

static int complain(void)
{
    message_error("computing a digest: OpenSSL failed");
    return -1;
}

int image_start(struct image *image)
{
    image->size = 0;
    image->md5_context = EVP_MD_CTX_new();
    image->sha256_context = EVP_MD_CTX_new();
    if (!image->md5_context || !image->sha256_context ||
        !EVP_DigestInit_ex(image->md5_context, EVP_md5(), NULL) ||
        !EVP_DigestInit_ex(image->sha256_context, EVP_sha256(), NULL))
        return complain();
    return 0;
}

int image_take(void *ctx, const uint8_t *data, size_t size)
{
    struct image *image = ctx;

    if (!EVP_DigestUpdate(image->md5_context, data, size) ||
        !EVP_DigestUpdate(image->sha256_context, data, size))
        return complain();
    if (output_write(&image->output, data, size) != 0)
        return -1;
    image->size += size;
    return 0;
}

int image_digest(struct image *image)
{
    if (!EVP_DigestFinal_ex(image->md5_context, image->md5, NULL) ||
        !EVP_DigestFinal_ex(image->sha256_context, image->sha256, NULL))
        return complain();
    return 0;
}

void image_close(struct image *image)
{
    EVP_MD_CTX_free(image->md5_context);
    EVP_MD_CTX_free(image->sha256_context);
    image->md5_context = NULL;
    image->sha256_context = NULL;
    output_close(&image->output);
}
