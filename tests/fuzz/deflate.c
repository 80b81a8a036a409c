/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the output of the stub's compressor inflates to its input.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first byte is the seed of the line's speed.  Input longer than a region is cut.
 */
#include "stub/deflate/deflate.h"

#include <zlib.h>

#include "fuzz/lib/fuzz.h"

static struct deflate deflate_state;
static struct deflate_words words;
static uint8_t stream[2 * DEFLATE_REGION_MAX];
static size_t stream_size;
static uint32_t line;

uint32_t deflate_room(void)
{
    line = line * 1664525 + 1013904223;
    return line >> 29;
}

void deflate_put(uint8_t byte)
{
    if (stream_size == sizeof stream)
        abort();
    stream[stream_size++] = byte;
}

static void check(const uint8_t *contents, size_t size)
{
    static uint8_t back[DEFLATE_REGION_MAX + 1];
    z_stream inflater = {.next_in = stream,
                         .avail_in = (uInt)stream_size,
                         .next_out = back,
                         .avail_out = sizeof back};

    if (inflateInit2(&inflater, -MAX_WBITS) != Z_OK ||
        inflate(&inflater, Z_FINISH) != Z_STREAM_END || inflater.avail_in != 0 ||
        inflater.total_out != size || memcmp(back, contents, size) != 0)
        abort();
    inflateEnd(&inflater);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    line = *data++;
    size--;
    if (size > DEFLATE_REGION_MAX)
        size = DEFLATE_REGION_MAX;
    stream_size = 0;
    deflate_begin(&deflate_state, &words, (uint32_t)size);
    for (size_t at = 0, part; at < size; at += part) {
        uint32_t chunk[16];
        part = size - at < sizeof chunk ? size - at : sizeof chunk;
        memcpy(chunk, data + at, part);
        deflate_add(&deflate_state, chunk, (uint32_t)part);
    }
    check(data, size);
    return 0;
}
