/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the flash chunk by chunk.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/reader.h"

#include "stub/flash/reach.h"

/* The reader whose chunk the flash controller has or fetches; 0 if none. */
static struct reader *fetching;

static void fetch(struct reader *reader, uint32_t *chunk)
{
    reader->failed = !bus_finish(chunk) || reader->failed;
    fetching = 0;
}

static void ask_next(struct reader *reader)
{
    uint32_t size = reader->left < BUS_CHUNK ? reader->left : BUS_CHUNK;

    if (fetching != 0) { /* the chunk belongs to another reader */
        fetching->held = true;
        fetch(fetching, fetching->held_chunk);
    }
    if (size != 0) {
        bus_start(reader->address, size);
        fetching = reader;
    }
    reader->address += size;
    reader->left -= size;
    reader->pending = size;
}

bool reader_range_ok(uint32_t address, uint32_t length)
{
    return length != 0 && address < reach() && length <= reach() - address;
}

void reader_open(struct reader *reader, uint32_t address, uint32_t length)
{
    reader->address = address;
    reader->left = length;
    reader->held = reader->failed = false;
    ask_next(reader);
}

uint32_t reader_next(struct reader *reader)
{
    uint32_t size = reader->pending;

    if (size == 0)
        return 0;
    if (reader->held) {
        for (unsigned i = 0; i < BUS_CHUNK / 4; i++)
            reader->chunk[i] = reader->held_chunk[i];
        reader->held = false;
    } else {
        fetch(reader, reader->chunk);
    }
    if (reader->failed) {
        reader->pending = 0;
        return 0;
    }
    ask_next(reader);
    return size;
}

void reader_close(struct reader *reader)
{
    if (fetching == reader)
        fetch(reader, reader->chunk);
    reader->pending = 0;
}
