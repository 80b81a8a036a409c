/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SHA-256 digest of an open file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/filedigest.h"

#include <errno.h>
#include <unistd.h>

#include <openssl/evp.h>

static bool digest(EVP_MD_CTX *context, int fd, uint8_t sha256[32])
{
    uint8_t data[16384];
    off_t offset = 0;
    ssize_t count;

    errno = ENOMEM; /* the reason if OpenSSL fails */
    if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL))
        return false;
    while ((count = pread(fd, data, sizeof(data), offset)) != 0) {
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 || !EVP_DigestUpdate(context, data, (size_t)count))
            return false;
        offset += count;
    }
    return EVP_DigestFinal_ex(context, sha256, NULL);
}

bool filedigest_sha256(int fd, uint8_t sha256[32])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = digest(context, fd, sha256);

    EVP_MD_CTX_free(context);
    return good;
}
