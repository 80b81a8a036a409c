/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layouts of ESPEasy's settings.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/espeasy_layout.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/bytes.h"

#define PROJECT UINT32_C(2016110801) /* ESP_PROJECT_PID */

enum { VERSION_OFFSET = 4, SECURITY_SUM_OFFSET = 577 };

/* Offsets are computed from SettingsStruct.h with the alignment of the compilers for these
 * chips.  ESPEasy_checks.cpp checks the whole size: 316 + 84 * tasks, on the ESP32 24
 * more. */
struct layout {
    uint32_t version;
    uint32_t size_offset; /* of StructSize */
    uint32_t sum_offset;
    uint32_t size; /* of the structure in the latest source that was read */
};

static const struct layout layouts[] = {
    {2, 1204, 1300, 1324}, /* 12 tasks */
    {2, 2188, 2308, 2332}, /* 24 tasks */
    {3, 2844, 3004, 3028}, /* 32 tasks */
};

const struct image_field image_espeasy_settings_fields[] = {
    {"name", IMAGE_FIELD_TEXT, 28, 26, false},
    {"unit", IMAGE_FIELD_BYTE, 27, 1, false},
    {"ip", IMAGE_FIELD_IP, 10, 4, false},
    {"gateway", IMAGE_FIELD_IP, 14, 4, false},
    {"mask", IMAGE_FIELD_IP, 18, 4, false},
    {"dns", IMAGE_FIELD_IP, 22, 4, false},
    {.name = NULL},
};

const struct image_field image_espeasy_security_fields[] = {
    {"ssid", IMAGE_FIELD_TEXT, 0, 32, false},
    {"key", IMAGE_FIELD_TEXT, 32, 64, true},
    {"ssid2", IMAGE_FIELD_TEXT, 96, 32, false},
    {"key2", IMAGE_FIELD_TEXT, 128, 64, true},
    {"ap-key", IMAGE_FIELD_TEXT, 192, 64, true},
    {"user1", IMAGE_FIELD_TEXT, 256, 26, false},
    {"user2", IMAGE_FIELD_TEXT, 282, 26, false},
    {"user3", IMAGE_FIELD_TEXT, 308, 26, false},
    {"password1", IMAGE_FIELD_TEXT, 334, 64, true},
    {"password2", IMAGE_FIELD_TEXT, 398, 64, true},
    {"password3", IMAGE_FIELD_TEXT, 462, 64, true},
    {"admin-password", IMAGE_FIELD_TEXT, 526, 26, true},
    {.name = NULL},
};

/* ChecksumType::computeChecksum() */
static void compute(const struct image_espeasy_sum *sum, const uint8_t *data,
                    uint8_t digest[IMAGE_ESPEASY_SUM])
{
    uint8_t bytes[IMAGE_ESPEASY_SETTINGS];
    uint32_t behind = sum->offset + IMAGE_ESPEASY_SUM;

    memcpy(bytes, data, sum->offset);
    memcpy(bytes + sum->offset, data + behind, sum->size - behind);
    if (!EVP_Digest(bytes, sum->size - IMAGE_ESPEASY_SUM, digest, NULL, EVP_md5(), NULL))
        memset(digest, 0, IMAGE_ESPEASY_SUM);
}

static bool is_right(const struct image_espeasy_sum *sum, const uint8_t *data)
{
    uint8_t digest[IMAGE_ESPEASY_SUM];

    compute(sum, data, digest);
    return memcmp(digest, data + sum->offset, IMAGE_ESPEASY_SUM) == 0;
}

void image_espeasy_sum_put(const struct image_espeasy_sum *sum, uint8_t *data)
{
    uint8_t digest[IMAGE_ESPEASY_SUM];

    if (!sum->present)
        return;
    compute(sum, data, digest);
    memcpy(data + sum->offset, digest, IMAGE_ESPEASY_SUM);
}

/* The layout that agrees with the size that the structure tells. */
static const struct layout *find_layout(const uint8_t *data, uint32_t size)
{
    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        const struct layout *layout = &layouts[i];
        uint32_t told;

        if (layout->version != esp_get32(data + VERSION_OFFSET) || size < layout->size)
            continue;
        told = esp_get32(data + layout->size_offset);
        if (told % 4 == 0 && told > layout->size_offset + 4 && told <= size &&
            told <= IMAGE_ESPEASY_SETTINGS && told < layout->size + 512)
            return layout;
    }
    return NULL;
}

bool image_espeasy_settings_sum(const uint8_t *data, uint32_t size, struct image_espeasy_sum *sum,
                                struct image_trouble *trouble)
{
    const struct layout *layout;

    *sum = (struct image_espeasy_sum){0};
    if (size < layouts[0].size || esp_get32(data) != PROJECT)
        return image_trouble_set(trouble, 0, "config.dat does not begin as ESPEasy's settings do");
    layout = find_layout(data, size);
    if (!layout)
        return image_trouble_set(trouble, 0, "version %u of ESPEasy's settings, or their size, is"
                                             " not known",
                                 (unsigned)esp_get32(data + VERSION_OFFSET));
    sum->size = esp_get32(data + layout->size_offset);
    if (sum->size < layout->sum_offset + IMAGE_ESPEASY_SUM) {
        sum->offset = sum->size - IMAGE_ESPEASY_SUM;
        sum->present = is_right(sum, data); /* of 2018; later there was no sum */
        return true;
    }
    sum->offset = layout->sum_offset;
    sum->present = true;
    if (is_right(sum, data))
        return true;
    return image_trouble_set(trouble, sum->offset, "the MD5 of ESPEasy's settings in config.dat is"
                                                   " wrong: they are damaged, or of an unknown"
                                                   " version");
}

bool image_espeasy_security_sum(const uint8_t *data, uint32_t size, struct image_espeasy_sum *sum,
                                struct image_trouble *trouble)
{
    *sum = (struct image_espeasy_sum){true, SECURITY_SUM_OFFSET, IMAGE_ESPEASY_SECURITY};
    if (size >= IMAGE_ESPEASY_SECURITY && is_right(sum, data))
        return true;
    return image_trouble_set(trouble, 0, "the MD5 of ESPEasy's security.dat is wrong: it is"
                                         " damaged, or of an unknown version");
}
