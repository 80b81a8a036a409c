/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the virtual board proves a password.  This is not the code of esp-ota: the two are
 * compared by the tests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/target.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

enum { ROUNDS = 10000 };

static void hex(char *out, const uint8_t *data, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        sprintf(out + 2 * i, "%02x", data[i]);
}

static void hash(char *out, const EVP_MD *kind, const char *text)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;

    EVP_Digest(text, strlen(text), digest, &size, kind, NULL);
    hex(out, digest, size);
}

void target_nonce(char *nonce, bool newer, unsigned number)
{
    char text[32];

    snprintf(text, sizeof(text), "nonce %u", number);
    hash(nonce, newer ? EVP_sha256() : EVP_md5(), text);
}

bool target_proven(const struct target *target, const char *cnonce, const char *response)
{
    bool newer = target->options->newer_auth;
    char stored[65], all[300], right[65], salt[200];
    uint8_t key[32];

    hash(stored, newer && !target->options->hash_by_md5 ? EVP_sha256() : EVP_md5(),
         target->options->password);
    if (newer) {
        int length = snprintf(salt, sizeof(salt), "%s:%s", target->nonce, cnonce);

        PKCS5_PBKDF2_HMAC(stored, (int)strlen(stored), (const uint8_t *)salt, length, ROUNDS,
                          EVP_sha256(), sizeof(key), key);
        hex(stored, key, sizeof(key));
    }
    snprintf(all, sizeof(all), "%s:%s:%s", stored, target->nonce, cnonce);
    hash(right, newer ? EVP_sha256() : EVP_md5(), all);
    return strcmp(right, response) == 0;
}
