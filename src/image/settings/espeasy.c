/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ESPEasy's settings, the file config.dat in a file system.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/settings/espeasy.h"

#include "base/bytes.h"

#define PROJECT UINT32_C(2016110801) /* ESP_PROJECT_PID */

enum {
    PAGE = 256,      /* of SPIFFS; blocks of other file systems are larger */
    PAGE_HEADER = 5, /* of SPIFFS */
    VERSION_OFFSET = 4, BUILD_OFFSET = 8, NEEDED = 10,
    VERSION_MAX = 99,
};

static bool is_settings(const uint8_t *data)
{
    uint32_t version = esp_get32(data + VERSION_OFFSET);

    return esp_get32(data) == PROJECT && version > 0 && version <= VERSION_MAX;
}

bool image_espeasy_find(struct image_espeasy *settings, const uint8_t *data, size_t size)
{
    bool found = false;

    for (size_t page = 0; page + PAGE <= size; page += PAGE)
        for (size_t at = page; at <= page + PAGE_HEADER; at += PAGE_HEADER)
            if (is_settings(data + at)) {
                settings->offset = at;
                settings->version = esp_get32(data + at + VERSION_OFFSET);
                settings->build = esp_get16(data + at + BUILD_OFFSET);
                found = true;
            }
    return found;
}
