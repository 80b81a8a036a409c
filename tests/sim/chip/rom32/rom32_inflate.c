/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FLASH_DEFL_DATA of the boot ROM: inflates into a dictionary of 32 KiB, and programs
 * the dictionary when it is full, or when the stream ends.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Observed on the ESP32: the end of the stream programs the whole dictionary, too.  So that
 * ROM programs past the area that FLASH_DEFL_BEGIN erased.  A block behind the end of the
 * stream stops the ROM.  After an error, each block draws the same error.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "sim/chip/rom32/rom32_private.h"

enum {
    ERROR_WRITE = 0x08,
    ERROR_INFLATE = 0x0b,
    ERROR_ADLER = 0x0c, /* the stream's own check sum is wrong */
    INFLATE_CYCLES = 40, /* for a byte of contents */
};

struct rom32_inflate {
    z_stream stream;
    uint8_t dictionary[ROM32_WINDOW]; /* keeps its contents from one stream to the next */
    uint32_t fill;
    unsigned error; /* 0, ERROR_INFLATE or ERROR_ADLER */
    bool ended, open;
};

static void close_stream(struct rom32_inflate *inflater)
{
    if (inflater->open)
        inflateEnd(&inflater->stream);
    inflater->open = false;
}

void rom32_inflate_begin(struct rom32 *rom)
{
    struct rom32_inflate *inflater = rom->inflate;

    if (!inflater)
        inflater = rom->inflate = calloc(1, sizeof *inflater);
    if (!inflater) {
        rom32_set_trouble(rom, "out of memory");
        return;
    }
    close_stream(inflater);
    inflater->stream = (z_stream){0};
    inflater->fill = 0;
    inflater->ended = false;
    inflater->open = inflateInit(&inflater->stream) == Z_OK;
    inflater->error = inflater->open ? 0 : ERROR_INFLATE;
}

void rom32_inflate_free(struct rom32 *rom)
{
    if (rom->inflate)
        close_stream(rom->inflate);
    free(rom->inflate);
    rom->inflate = NULL;
}

static bool program_dictionary(struct rom32 *rom)
{
    uint32_t address = rom->transfer.address;
    uint32_t size = rom->facts->loader.inflate_rounds ? ROM32_WINDOW : rom->inflate->fill;

    rom->transfer.address += size;
    rom->inflate->fill = 0;
    return rom32_flash_write(rom, address, rom->inflate->dictionary, size);
}

/* Inflates into what is left of the dictionary. */
static int fill_dictionary(struct rom32 *rom)
{
    struct rom32_inflate *inflater = rom->inflate;
    uint32_t before = inflater->fill;
    int result;

    inflater->stream.next_out = inflater->dictionary + before;
    inflater->stream.avail_out = ROM32_WINDOW - before;
    result = inflate(&inflater->stream, Z_NO_FLUSH);
    inflater->fill = ROM32_WINDOW - inflater->stream.avail_out;
    rom32_spend(rom, INFLATE_CYCLES * (inflater->fill - before));
    return result;
}

static bool sum_is_wrong(const struct rom32_inflate *inflater)
{
    return inflater->stream.msg && strcmp(inflater->stream.msg, "incorrect data check") == 0;
}

unsigned rom32_inflate_block(struct rom32 *rom, const uint8_t *bytes, uint32_t size)
{
    struct rom32_inflate *inflater = rom->inflate;

    if (!inflater || !inflater->open)
        return ERROR_INFLATE;
    if (inflater->error)
        return inflater->error;
    if (inflater->ended)
        rom32_hang(rom);
    inflater->stream.next_in = (Bytef *)(uintptr_t)bytes; /* zlib does not write to it */
    inflater->stream.avail_in = size;
    while (!inflater->ended) {
        int result = fill_dictionary(rom);
        bool full = inflater->fill == ROM32_WINDOW;

        inflater->ended = result == Z_STREAM_END;
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
            inflater->error = sum_is_wrong(inflater) ? ERROR_ADLER : ERROR_INFLATE;
            return inflater->error;
        }
        if ((full || (inflater->ended && inflater->fill > 0)) && !program_dictionary(rom))
            return ERROR_WRITE;
        if (!full)
            break; /* the stream needs more input, or has ended */
    }
    return 0;
}
