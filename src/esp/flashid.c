/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a flash chip's JEDEC ID tells.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "flashid.h"

#include <stddef.h>

enum { ADESTO = 0x1f }; /* formerly Atmel: its capacity is in the type byte */

/* JEP106 codes, as far as they are met on ESP boards. */
static const struct {
    uint8_t code;
    const char *name;
} vendors[] = {
    {0x0b, "XTX"},
    {0x1c, "EON"},
    {ADESTO, "Adesto"},
    {0x20, "XMC"},
    {0x25, "Tsingteng"},
    {0x5e, "Zbit"},
    {0x68, "Boya"},
    {0x85, "Puya"},
    {0x9d, "ISSI"},
    {0xa1, "Fudan"},
    {0xba, "Zetta"},
    {0xc2, "Macronix"},
    {0xc8, "GigaDevice"},
    {0xcd, "TH"},
    {0xe0, "PMC/BergMicro"},
    {0xef, "Winbond"},
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
        uint32_t code = type & 0x1f; /* 4 is 4 Mbit */

        return code >= 4 && code <= 9 ? 0x80000u << (code - 4) : 0;
    }
    if (capacity >= 0x12 && capacity <= 0x1c)
        return 1u << capacity;
    if (capacity >= 0x20 && capacity <= 0x22) /* where binary coded decimal went on */
        return 0x4000000u << (capacity - 0x20);
    if (capacity >= 0x32 && capacity <= 0x3a) /* low-voltage series */
        return 1u << (capacity - 0x20);
    return 0;
}

const char *esp_flashid_vendor(uint32_t id)
{
    for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
        if (vendors[i].code == (id & 0xff))
            return vendors[i].name;
    return NULL;
}
