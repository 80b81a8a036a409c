/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encrypted NVS.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_crypt.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/bytes.h"
#include "image/nvs/nvs_page.h"

enum { KEYS = 64, ENTRY = IMAGE_NVS_ENTRY_SIZE };

enum esp_edit_result image_nvs_check_keys(const uint8_t *keys, size_t size,
                                          struct image_trouble *trouble)
{
    if (size < IMAGE_NVS_KEYS_SIZE) {
        image_trouble_set(trouble, 0, "the keys of NVS have %d bytes, not %zu", IMAGE_NVS_KEYS_SIZE,
                          size);
        return ESP_EDIT_BAD;
    }
    if (esp_blank(keys, IMAGE_NVS_KEYS_SIZE)) {
        image_trouble_set(trouble, 0, "the partition of NVS keys is blank");
        return ESP_EDIT_BAD;
    }
    if (image_nvs_crc(keys, KEYS) != esp_get32(keys + KEYS)) {
        image_trouble_set(trouble, 0, "the CRC of the NVS keys is wrong");
        return ESP_EDIT_BAD;
    }
    return ESP_EDIT_DONE;
}

/* En- or decrypts one entry in place.  offset: of the entry in the partition. */
static bool crypt_entry(EVP_CIPHER_CTX *cipher, size_t offset, uint8_t *entry)
{
    uint8_t unit[16] = {0}, out[ENTRY];
    int length = 0;

    esp_put32(unit, (uint32_t)offset);
    if (EVP_CipherInit_ex(cipher, NULL, NULL, NULL, unit, -1) != 1 ||
        EVP_CipherUpdate(cipher, out, &length, entry, ENTRY) != 1 || length != ENTRY)
        return false;
    memcpy(entry, out, ENTRY);
    return true;
}

static EVP_CIPHER_CTX *make_cipher(const uint8_t *keys, bool encrypt)
{
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();

    if (cipher && EVP_CipherInit_ex(cipher, EVP_aes_256_xts(), NULL, keys, NULL, encrypt) == 1)
        return cipher;
    EVP_CIPHER_CTX_free(cipher);
    return NULL;
}

static bool all_zero(const uint8_t *entry)
{
    for (unsigned i = 0; i < ENTRY; i++)
        if (entry[i] != 0)
            return false;
    return true;
}

/* Does the flash hold the entry as it is? */
static bool is_plain(unsigned state, const uint8_t *entry)
{
    if (state == IMAGE_NVS_ENTRY_WRITTEN)
        return false;
    return esp_blank(entry, ENTRY) || all_zero(entry);
}

typedef bool entry_function(void *context, size_t offset, unsigned state);

/* Calls function() for each entry of the pages that are in use. */
static bool each_entry(const uint8_t *data, size_t size, entry_function *function, void *context)
{
    struct image_nvs_page page;

    for (size_t at = 0; at + IMAGE_NVS_PAGE_SIZE <= size; at += IMAGE_NVS_PAGE_SIZE) {
        image_nvs_page_parse(&page, data + at, (unsigned)(at / IMAGE_NVS_PAGE_SIZE));
        if (page.state == IMAGE_NVS_BLANK || page.state == IMAGE_NVS_CORRUPT)
            continue;
        for (unsigned i = 0; i < IMAGE_NVS_ENTRIES; i++)
            if (!function(context, at + IMAGE_NVS_FIRST_ENTRY + (size_t)i * ENTRY,
                          image_nvs_entry_state(&page, i)))
                return false;
    }
    return true;
}

struct decrypting {
    EVP_CIPHER_CTX *cipher;
    uint8_t *data;
};

static bool decrypt_one(void *context, size_t offset, unsigned state)
{
    const struct decrypting *work = context;

    return is_plain(state, work->data + offset) ||
           crypt_entry(work->cipher, offset, work->data + offset);
}

bool image_nvs_decrypt(const uint8_t *keys, uint8_t *data, size_t size)
{
    struct decrypting work = {.cipher = make_cipher(keys, false), .data = data};
    bool good = work.cipher && each_entry(data, size, decrypt_one, &work);

    EVP_CIPHER_CTX_free(work.cipher);
    return good;
}

struct encrypting {
    EVP_CIPHER_CTX *cipher;
    const uint8_t *before, *plain;
    uint8_t *raw;
};

static bool encrypt_one(void *context, size_t offset, unsigned state)
{
    const struct encrypting *work = context;

    memcpy(work->raw + offset, work->plain + offset, ENTRY);
    return is_plain(state, work->plain + offset) ||
           crypt_entry(work->cipher, offset, work->raw + offset);
}

/* The same plain bytes at the same place are the same bytes in the flash, except of entries
 * that are not written: whether these are encrypted depends on their history. */
static bool keeps(const struct encrypting *work, size_t offset)
{
    return memcmp(work->before + offset, work->plain + offset, ENTRY) == 0;
}

static bool encrypt_changed(void *context, size_t offset, unsigned state)
{
    const struct encrypting *work = context;

    if (state != IMAGE_NVS_ENTRY_WRITTEN && keeps(work, offset))
        return true;
    return encrypt_one(context, offset, state);
}

/* Headers, bitmaps, and pages that hold nothing, are as in the plain partition. */
static void copy_frames(const uint8_t *plain, uint8_t *raw, size_t size)
{
    struct image_nvs_page page;

    for (size_t at = 0; at + IMAGE_NVS_PAGE_SIZE <= size; at += IMAGE_NVS_PAGE_SIZE) {
        image_nvs_page_parse(&page, plain + at, (unsigned)(at / IMAGE_NVS_PAGE_SIZE));
        memcpy(raw + at, plain + at,
               page.state == IMAGE_NVS_BLANK || page.state == IMAGE_NVS_CORRUPT
                   ? IMAGE_NVS_PAGE_SIZE
                   : IMAGE_NVS_FIRST_ENTRY);
    }
}

bool image_nvs_encrypt(const uint8_t *keys, const uint8_t *before, const uint8_t *plain,
                       uint8_t *raw, size_t size)
{
    struct encrypting work = {
        .cipher = make_cipher(keys, true), .before = before, .plain = plain, .raw = raw};
    bool good = work.cipher && each_entry(plain, size, encrypt_changed, &work);

    if (good)
        copy_frames(plain, raw, size);
    EVP_CIPHER_CTX_free(work.cipher);
    return good;
}
