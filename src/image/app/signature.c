/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures for secure boot, after an image.  Whether a signature is right is not checked:
 * the key is in the chip.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP-IDF, esp_secure_boot.h (esp_secure_boot_sig_block_t) and secure_boot.h of the
 * ROMs (ets_secure_boot_sig_block_t); "Secure Boot V1" and "V2" of its manual:
 *   version 1   right after the image: 0 (4 bytes), the signature (64)
 *   version 2   at the next multiple of 4096: up to three blocks of 1216 bytes, which begin
 *               with e7 02 and have a CRC-32 of their first 1196 bytes at 1196
 */
#include "image/app/signature.h"

#include <zlib.h>

#include "base/bytes.h"

enum {
    SECTOR = 4096,
    V1_SIZE = 68,
    V2_MAGIC = 0xe7,
    V2_VERSION = 2,
    V2_BLOCK = 1216,
    V2_CRC_OFFSET = 1196,
};

static bool is_v2_block(const uint8_t *block)
{
    return block[0] == V2_MAGIC && block[1] == V2_VERSION &&
           esp_get32(block + V2_CRC_OFFSET) == crc32(0, block, V2_CRC_OFFSET);
}

/* After a version 1 signature the file ends, or the flash is blank. */
static bool is_v1(const uint8_t *data, size_t size)
{
    enum { AFTER = 16 };

    if (size < V1_SIZE || esp_get32(data) != 0 || esp_blank(data + 4, V1_SIZE - 4))
        return false;
    for (unsigned i = 4; i < V1_SIZE; i += 4)
        if (esp_get32(data + i) == 0) /* chance alone makes no zero word */
            return false;
    return size == V1_SIZE || (size >= V1_SIZE + AFTER && esp_blank(data + V1_SIZE, AFTER));
}

static void set(struct image_app *app, unsigned version, size_t offset, size_t bytes)
{
    app->signature_version = version;
    app->signature_offset = (uint32_t)offset;
    app->size = (uint32_t)(offset + bytes);
}

void image_app_find_signature(struct image_app *app, const uint8_t *data, size_t size)
{
    size_t sector = ((size_t)app->size + SECTOR - 1) / SECTOR * SECTOR;

    if (sector < size && size - sector >= V2_BLOCK && is_v2_block(data + sector))
        set(app, 2, sector, size - sector < SECTOR ? size - sector : SECTOR);
    else if (is_v1(data + app->size, size - app->size))
        set(app, 1, app->size, V1_SIZE);
}
