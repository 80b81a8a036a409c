/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The meaning of a flash chip's JEDEC ID.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/flashid.h"

#include <stddef.h>

#include "base/makers.h"

enum {
    ADESTO = 0x1f, /* formerly Atmel; these IDs have the capacity in the type byte */
    PUYA = 0x85,
};

static const struct {
    int maker, type;
    const char *name;
} makers[] = {
#define NAME(maker, type, name, traits) {maker, type, name},
    ESP_MAKERS(NAME)
#undef NAME
};

bool esp_flashid_valid(uint32_t id)
{
    return id != 0xffffff && id != 0 && id != 0xffff3f;
}

uint32_t esp_flashid_size(uint32_t id)
{
    uint32_t manufacturer = id & 0xff, type = id >> 8 & 0xff, capacity = id >> 16 & 0xff;

    if (!esp_flashid_valid(id))
        return 0;
    if (manufacturer == ADESTO) {
        uint32_t code = type & 0x1f; /* 4 means 4 Mbit, 5 means 8 Mbit ... */

        return code >= 4 && code <= 9 ? 0x80000u << (code - 4) : 0;
    }
    if (capacity >= 0x12 && capacity <= 0x1c)
        return 1u << capacity;
    if (capacity >= 0x20 && capacity <= 0x22) /* some makers count 0x19, 0x20, 0x21 */
        return 0x4000000u << (capacity - 0x20);
    if (capacity >= 0x32 && capacity <= 0x3a) /* low-voltage series */
        return 1u << (capacity - 0x20);
    return 0;
}

const char *esp_flashid_vendor(uint32_t id)
{
    int maker = (int)(id & 0xff), type = (int)(id >> 8 & 0xff);

    for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
        if (makers[i].maker == maker &&
            (makers[i].type == type || makers[i].type == ESP_FLASH_ANY_TYPE))
            return makers[i].name;
    return NULL;
}

bool esp_flashid_needs_dout(uint32_t id)
{
    return (id & 0xff) == PUYA && esp_flashid_size(id) == UINT32_C(1) << 20;
}
