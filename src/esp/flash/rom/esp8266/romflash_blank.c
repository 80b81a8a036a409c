/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of an erase by the boot ROM.  The ROM has no digests, so the proof reads back.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Reading a sector back takes 1.4 s at 115200 baud, so only a short range is read whole.
 * Of a longer range, the first bytes of each sector are read, which takes 22 ms a sector.
 * If these bytes were not blank before, they show that the erase reached the sector.  They
 * do not show single worn cells.
 */
#include "esp/flash/rom/esp8266/romflash_blank.h"

#include <string.h>

#include "esp/flash/ops.h"
#include "esp/flash/rom/esp8266/romflash.h"
#include "esp/flash/write.h"

enum {
    WHOLE_MAX = 4 * ESP_SECTOR_SIZE, /* 6 s at 115200 baud */
    AT_ONCE = 64, /* samples */
};

/* Reads a whole sector, and reads each byte until it is certain. */
static int look_at_sector(struct esp_session *s, uint32_t address, bool *blank)
{
    uint8_t data[ESP_SECTOR_SIZE], expected[ESP_SECTOR_SIZE];
    int err;

    memset(expected, 0xff, sizeof(expected));
    err = esp_flash_by_esp8266_rom.read_expected(s, address, sizeof(data), expected, data);
    *blank = !err && esp_blank(data, sizeof(data));
    return err;
}

/* Looks at samples of "count" sectors.  *odd: the first sector that does not seem blank, or
 * count. */
static int look_at_samples(struct esp_session *s, uint32_t address, unsigned count, unsigned *odd)
{
    uint8_t contents[AT_ONCE][ESP_ROMFLASH_CHUNK];
    uint32_t addresses[AT_ONCE] = {0};
    int err;

    for (unsigned i = 0; i < count; i++)
        addresses[i] = address + i * ESP_SECTOR_SIZE;
    err = esp_romflash_sample(s, addresses, count, contents);
    for (*odd = 0; *odd < count && !err && esp_blank(contents[*odd], ESP_ROMFLASH_CHUNK);)
        ++*odd;
    return err;
}

/* *count: how many sectors from address on have blank samples.  0 if the range is to be
 * read whole. */
static int skip_blank(struct esp_session *s, uint32_t address, uint32_t size, bool whole,
                      unsigned *count)
{
    uint32_t sectors = size / ESP_SECTOR_SIZE;

    *count = 0;
    if (whole)
        return 0;
    return look_at_samples(s, address, sectors < AT_ONCE ? sectors : AT_ONCE, count);
}

int esp_erase_find_left(struct esp_session *s, uint32_t address, uint32_t size, uint32_t *left)
{
    bool whole = size <= WHOLE_MAX, blank = true;
    uint32_t end = address + size;
    int err = 0;

    while (address < end && blank && !err) {
        unsigned count;

        err = skip_blank(s, address, end - address, whole, &count);
        address += count * ESP_SECTOR_SIZE;
        if (err || address == end || count == AT_ONCE)
            continue;
        err = look_at_sector(s, address, &blank);
        if (blank)
            address += ESP_SECTOR_SIZE;
    }
    *left = address;
    return err;
}
