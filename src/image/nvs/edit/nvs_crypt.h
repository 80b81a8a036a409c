/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encrypted NVS: the entries of a partition, and the partition of keys.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * XTS-AES-256 with each entry as a data unit, whose number is the entry's offset in the
 * partition.  Headers and bitmaps are not encrypted, nor are entries that are blank, or
 * zeroed after they were erased.  Sources: "NVS Encryption" of ESP-IDF's API reference;
 * nvs_encrypted_partition.cpp; nvs_flash_read_security_cfg() of nvs_api.cpp.
 *
 *   keys     two keys of 32 bytes, and the CRC-32 of both (4)
 */
#ifndef IMAGE_NVS_EDIT_NVS_CRYPT_H
#define IMAGE_NVS_EDIT_NVS_CRYPT_H

#include "image/settings/editor.h"

enum { IMAGE_NVS_KEYS_SIZE = 64 + 4 };

/* Checks the contents of a partition of keys. */
enum esp_edit_result image_nvs_check_keys(const uint8_t *keys, size_t size,
                                          struct image_trouble *trouble);

/* Decrypts the entries of a partition in place.  The keys are right.  False if libcrypto
 * fails: the two keys are equal, or memory is out. */
bool image_nvs_decrypt(const uint8_t *keys, uint8_t *data, size_t size);

/* Encrypts "plain" into "raw", which has the bytes of the partition before an edit;
 * "before" has the same bytes decrypted.  Entries that the edit did not change keep their
 * bytes. */
bool image_nvs_encrypt(const uint8_t *keys, const uint8_t *before, const uint8_t *plain,
                       uint8_t *raw, size_t size);

#endif
