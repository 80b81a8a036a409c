/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computing digests of the flash step by step.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/look.h"

#include "stub/flash/reader.h"

static struct {
    uint32_t address, left; /* of the units that are not begun yet */
    uint32_t unit;
    bool inside; /* a unit is begun and not complete */
    uint32_t count;
    struct reader reader;
    struct chip_md5 md5;
    uint8_t digests[ESP_DIGESTS_MAX][ESP_MD5_SIZE];
} look STUB_UNCLEARED;

void look_begin(uint32_t address, uint32_t length, uint32_t unit)
{
    look.address = address;
    look.left = length;
    look.unit = unit;
    look.inside = look.reader.failed = false;
    look.count = 0;
}

static void begin_unit(void)
{
    uint32_t size = look.unit == 0 || look.unit > look.left ? look.left : look.unit;

    reader_open(&look.reader, look.address, size);
    chip_md5_start(&look.md5);
    look.address += size;
    look.left -= size;
    look.inside = true;
}

bool look_step(void)
{
    uint32_t size;

    if (!look.inside) {
        if (look.left == 0)
            return false;
        begin_unit();
    }
    size = reader_next(&look.reader);
    chip_feed_watchdog();
    if (size != 0) {
        chip_md5_add(&look.md5, look.reader.chunk, size);
        return true;
    }
    look.inside = false;
    if (look.reader.failed)
        look.left = 0;
    else
        chip_md5_end(&look.md5, look.digests[look.count++]);
    return look.left != 0;
}

uint32_t look_end(void)
{
    if (look.inside)
        reader_close(&look.reader);
    look.inside = false;
    look.left = 0;
    return look.count;
}

bool look_failed(void)
{
    return look.reader.failed;
}

const uint8_t *look_digest(uint32_t i)
{
    return look.digests[i];
}
