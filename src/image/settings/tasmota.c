/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasmota's settings, as they lie in sectors of the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/settings/tasmota.h"

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"

enum {
    SIZE_OFFSET = 2,
    SAVES_OFFSET = 4,
    VERSION_OFFSET = 8,
    CRC16_OFFSET = 14,
    CRC32_OFFSET = 4092,
    OLD_SIZE = 3584, /* before 6.6.0.7 */
};

/* Versions.  Earlier ones had no CRC. */
#define FIRST_WITH_CRC UINT32_C(0x06000001)
#define FIRST_SURE UINT32_C(0x06010000) /* development versions of 6.0 may have none */
#define FIRST_WITH_SIZE_4096 UINT32_C(0x06060007)
#define LAST_WITH_SIZE_4096 UINT32_C(0x0606000a)
#define FIRST_WITH_CRC32 UINT32_C(0x0606000b)
#define LAST_VERSION UINT32_C(0x3fffffff) /* far enough from 0xffffffff */

/* GetCfgCrc16(): not a CRC but a sum with weights, without its own two bytes. */
static uint16_t sum16(const uint8_t *data, uint32_t size)
{
    uint16_t sum = 0;

    for (uint32_t i = 0; i < size; i++)
        if (i < CRC16_OFFSET || i > CRC16_OFFSET + 1)
            sum = (uint16_t)(sum + data[i] * (i + 1));
    return sum;
}

static void check(struct image_tasmota *settings, const uint8_t *data)
{
    if (settings->version >= FIRST_WITH_CRC32) {
        settings->crc_bits = 32;
        settings->crc_stored = esp_get32(data + CRC32_OFFSET);
        /* zlib's function inverts at both ends, GetCfgCrc32() only at the last. */
        settings->crc_computed = (uint32_t)crc32(UINT32_MAX, data, CRC32_OFFSET);
    } else {
        bool large = settings->version >= FIRST_WITH_SIZE_4096 &&
                     settings->version <= LAST_WITH_SIZE_4096;

        settings->crc_bits = 16;
        settings->crc_stored = esp_get16(data + CRC16_OFFSET);
        settings->crc_computed = sum16(data, large ? IMAGE_TASMOTA_SIZE : OLD_SIZE);
    }
    settings->right = settings->crc_stored == settings->crc_computed;
}

bool image_tasmota_parse(struct image_tasmota *settings, const uint8_t *data)
{
    uint16_t size = esp_get16(data + SIZE_OFFSET);

    *settings = (struct image_tasmota){
        .holder = esp_get16(data),
        .saves = esp_get32(data + SAVES_OFFSET),
        .version = esp_get32(data + VERSION_OFFSET),
    };
    if ((size != IMAGE_TASMOTA_SIZE && size != OLD_SIZE) || settings->version < FIRST_WITH_CRC ||
        settings->version > LAST_VERSION)
        return false;
    check(settings, data);
    return true;
}

/* A backup with settings of drivers begins with a header of 16 bytes, which are a name and,
 * in the last two, the low bits of the size of all. */
bool image_tasmota_parse_dmp(struct image_tasmota *settings, const uint8_t *dmp, size_t size)
{
    enum { MASK = 0x5a, HEADER = 16 }; /* CONFIG_FILE_XOR */
    static const char name[] = "/.settings";
    uint8_t data[IMAGE_TASMOTA_SIZE];
    size_t start = 0;

    if (size > IMAGE_TASMOTA_SIZE + HEADER && memcmp(dmp, name, sizeof(name) - 1) == 0 &&
        esp_get16(dmp + HEADER - 2) == (size & UINT16_MAX))
        start = HEADER;
    else if (size != IMAGE_TASMOTA_SIZE)
        return false;
    for (size_t i = start; i < start + IMAGE_TASMOTA_SIZE; i++)
        data[i - start] = i < start + 2 ? dmp[i] : dmp[i] ^ (uint8_t)(MASK + i);
    return image_tasmota_parse(settings, data);
}

/* CFG_HOLDER was a date then, in 32 bits. */
bool image_tasmota_is_early(const uint8_t *data)
{
    uint32_t version = esp_get32(data + VERSION_OFFSET);
    uint16_t year = esp_get16(data + 2);

    return year >= 0x2015 && year <= 0x2018 && version >= 0x01000000 &&
           version < FIRST_SURE;
}

/* GetSettingsCrc() */
static uint16_t settings_sum16(const uint8_t *data)
{
    uint32_t version = esp_get32(data + VERSION_OFFSET);
    bool large = version >= FIRST_WITH_SIZE_4096 && version <= LAST_WITH_SIZE_4096;

    return sum16(data, large ? IMAGE_TASMOTA_SIZE : OLD_SIZE);
}

bool image_tasmota_sum16_right(const uint8_t *data)
{
    return esp_get16(data + CRC16_OFFSET) == settings_sum16(data);
}

void image_tasmota_renew(uint8_t *data, bool with_sum16)
{
    bool new_check = esp_get32(data + VERSION_OFFSET) >= FIRST_WITH_CRC32;

    if (with_sum16 || !new_check)
        esp_put16(data + CRC16_OFFSET, settings_sum16(data));
    if (new_check)
        esp_put32(data + CRC32_OFFSET, (uint32_t)crc32(UINT32_MAX, data, CRC32_OFFSET));
}
