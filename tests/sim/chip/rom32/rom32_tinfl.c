/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tinfl_decompress of the boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source of the interface: miniz's tinfl.h.  The state of a decompressor is not in the
 * program's structure, but here.  Its first word, m_state, is 0 at the start of a stream.
 */
#include <stdlib.h>
#include <zlib.h>

#include "sim/chip/rom32/rom32_private.h"

enum {
    ARG_DECOMPRESSOR,
    ARG_IN,
    ARG_IN_SIZE, /* pointer to the size; afterwards, what was used */
    ARG_OUT_START,
    ARG_OUT,
    ARG_OUT_SIZE,
    ARG_FLAGS,

    PARSE_ZLIB_HEADER = 1,
    STATE_STARTED = 1,
    CHUNK = 1024,
    BYTE_CYCLES = 40,
};

enum status {
    DONE = 0,
    NEEDS_MORE_INPUT = 1,
    HAS_MORE_OUTPUT = 2,
    FAILED = -1,
};

static struct rom32_object *find(struct rom32 *rom, uint32_t address)
{
    struct rom32_object *oldest = &rom->inflaters[0];

    for (unsigned i = 0; i < ROM32_INFLATERS; i++) {
        if (rom->inflaters[i].state && rom->inflaters[i].address == address)
            return &rom->inflaters[i];
        if (rom->inflaters[i].used < oldest->used)
            oldest = &rom->inflaters[i];
    }
    return oldest;
}

static void drop(struct rom32_object *object)
{
    if (object->state)
        inflateEnd(object->state);
    free(object->state);
    object->state = NULL;
}

static z_stream *open_stream(struct rom32 *rom, const uint32_t *arg)
{
    struct rom32_object *object = find(rom, arg[ARG_DECOMPRESSOR]);
    bool begins = rom32_load(rom, arg[ARG_DECOMPRESSOR]) == 0;

    object->used = *rom->machine.cycles;
    if (!begins)
        return object->address == arg[ARG_DECOMPRESSOR] ? object->state : NULL;
    drop(object);
    object->address = arg[ARG_DECOMPRESSOR];
    object->state = calloc(1, sizeof(z_stream));
    if (!object->state)
        return NULL;
    inflateInit2(object->state, arg[ARG_FLAGS] & PARSE_ZLIB_HEADER ? MAX_WBITS : -MAX_WBITS);
    rom32_store(rom, arg[ARG_DECOMPRESSOR], STATE_STARTED);
    return object->state;
}

/* Inflates one chunk.  Adds to *used and *made. */
static int inflate_chunk(struct rom32 *rom, z_stream *stream, const uint32_t *arg,
                         uint32_t in_size, uint32_t out_size, uint32_t *used, uint32_t *made)
{
    uint8_t in[CHUNK], out[CHUNK];
    uint32_t in_part = in_size - *used < CHUNK ? in_size - *used : CHUNK;
    uint32_t out_part = out_size - *made < CHUNK ? out_size - *made : CHUNK;
    int result;

    for (uint32_t i = 0; i < in_part; i++)
        in[i] = rom32_peek8(rom, arg[ARG_IN] + *used + i);
    stream->next_in = in;
    stream->avail_in = in_part;
    stream->next_out = out;
    stream->avail_out = out_part;
    result = inflate(stream, Z_NO_FLUSH);
    out_part -= stream->avail_out;
    for (uint32_t i = 0; i < out_part; i++)
        rom32_poke8(rom, arg[ARG_OUT] + *made + i, out[i]);
    *used += in_part - stream->avail_in;
    *made += out_part;
    rom32_spend(rom, BYTE_CYCLES * (out_part + 1));
    return result;
}

uint64_t rom32_tinfl_decompress(struct rom32 *rom, const uint32_t *arg)
{
    uint32_t in_size = rom32_load(rom, arg[ARG_IN_SIZE]), used = 0;
    uint32_t out_size = rom32_load(rom, arg[ARG_OUT_SIZE]), made = 0;
    z_stream *stream = open_stream(rom, arg);
    enum status status = FAILED;
    int result = stream ? Z_OK : Z_MEM_ERROR;

    while (result == Z_OK)
        result = inflate_chunk(rom, stream, arg, in_size, out_size, &used, &made);
    if (result == Z_STREAM_END)
        status = DONE;
    else if (result == Z_BUF_ERROR)
        status = made == out_size ? HAS_MORE_OUTPUT : NEEDS_MORE_INPUT;
    rom32_store(rom, arg[ARG_IN_SIZE], used);
    rom32_store(rom, arg[ARG_OUT_SIZE], made);
    return (uint32_t)status;
}

void rom32_tinfl_free(struct rom32 *rom)
{
    for (unsigned i = 0; i < ROM32_INFLATERS; i++)
        drop(&rom->inflaters[i]);
}
