/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a board that asks for the password.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/push/ota_auth.h"

#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

enum { ROUNDS = 10000, HASH_MAX = 32 };

static void to_hex(char *out, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        sprintf(out + 2 * i, "%02x", data[i]);
}

static bool digest_hex(char *out, const EVP_MD *kind, const void *data, size_t size)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    if (!EVP_Digest(data, size, digest, &length, kind, NULL) || length > HASH_MAX)
        return false;
    to_hex(out, digest, length);
    OPENSSL_cleanse(digest, sizeof(digest));
    return true;
}

bool ota_md5_hex(char out[OTA_NONCE_MD5 + 1], const void *data, size_t size)
{
    return digest_hex(out, EVP_md5(), data, size);
}

bool ota_auth_is_new(const char *nonce)
{
    return strlen(nonce) == OTA_NONCE_SHA256;
}

/* The key of the newer way, in place of the password's hash. */
static bool derive(char key[OTA_NONCE_SHA256 + 1], const char *hash, const char *salt)
{
    uint8_t derived[HASH_MAX];
    bool good = PKCS5_PBKDF2_HMAC(hash, (int)strlen(hash), (const uint8_t *)salt, (int)strlen(salt),
                                  ROUNDS, EVP_sha256(), sizeof(derived), derived) == 1;

    if (good)
        to_hex(key, derived, sizeof(derived));
    OPENSSL_cleanse(derived, sizeof(derived));
    return good;
}

bool ota_auth_response(char out[OTA_NONCE_SHA256 + 1], const char *password, const char *nonce,
                       const char *cnonce, bool hash_by_md5)
{
    bool newer = ota_auth_is_new(nonce);
    const EVP_MD *of_password = newer && !hash_by_md5 ? EVP_sha256() : EVP_md5();
    char hash[2 * HASH_MAX + 1], salt[2 * OTA_NONCE_SHA256 + 2], all[4 * OTA_NONCE_SHA256];
    bool good = digest_hex(hash, of_password, password, strlen(password));

    snprintf(salt, sizeof(salt), "%s:%s", nonce, cnonce);
    if (good && newer)
        good = derive(hash, hash, salt);
    if (good) {
        snprintf(all, sizeof(all), "%s:%s", hash, salt);
        good = digest_hex(out, newer ? EVP_sha256() : EVP_md5(), all, strlen(all));
    }
    OPENSSL_cleanse(hash, sizeof(hash));
    OPENSSL_cleanse(all, sizeof(all));
    return good;
}

bool ota_auth_message(char out[OTA_AUTH_MESSAGE_MAX + 1], const char *password, const char *nonce,
                      bool hash_by_md5)
{
    char cnonce[OTA_NONCE_SHA256 + 1], response[OTA_NONCE_SHA256 + 1];
    uint8_t random[HASH_MAX];

    if (RAND_bytes(random, sizeof(random)) != 1)
        return false;
    to_hex(cnonce, random, strlen(nonce) / 2);
    if (!ota_auth_response(response, password, nonce, cnonce, hash_by_md5))
        return false;
    snprintf(out, OTA_AUTH_MESSAGE_MAX + 1, "200 %s %s\n", cnonce, response);
    return true;
}
