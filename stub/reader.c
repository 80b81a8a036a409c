/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flash contents, chunk by chunk.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "reader.h"

static void ask_next(struct reader *reader)
{
    uint32_t size = reader->left < CHIP_FLASH_CHUNK ? reader->left : CHIP_FLASH_CHUNK;

    if (size != 0)
        chip_flash_start(reader->address, size);
    reader->address += size;
    reader->left -= size;
    reader->pending = size;
}

bool reader_range_ok(uint32_t address, uint32_t length)
{
    return length != 0 && address < CHIP_FLASH_LIMIT && length <= CHIP_FLASH_LIMIT - address;
}

void reader_open(struct reader *reader, uint32_t address, uint32_t length)
{
    reader->address = address;
    reader->left = length;
    reader->failed = false;
    ask_next(reader);
}

uint32_t reader_next(struct reader *reader)
{
    uint32_t size = reader->pending;

    if (size == 0)
        return 0;
    if (!chip_flash_finish(reader->chunk)) {
        reader->failed = true;
        reader->pending = 0;
        return 0;
    }
    ask_next(reader);
    return size;
}
