/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Booting from flash: the image is checked and its segments are reported as
 * the ROM does, but not loaded, since the application is only modelled.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

enum {
    MAGIC = 0xe9,
    CHECKSUM_SEED = 0xef,
    CHUNK = 16, /* the ROM reads that much at a time */
    SEGMENT_HEADER = 8,
};

/* A cursor over the flash that reads as the ROM does, in chunks. */
struct reader {
    struct rom *rom;
    uint32_t buffer;   /* on the ROM's stack */
    uint32_t position; /* in the flash */
    uint32_t chunk;    /* which one is in the buffer, in bytes; ~0: none */
    bool failed;
};

static uint8_t take(struct reader *reader)
{
    uint32_t chunk = reader->position & ~(uint32_t)(CHUNK - 1);

    if (chunk != reader->chunk) {
        if (!rom_flash_read(reader->rom, chunk, reader->buffer, CHUNK))
            reader->failed = true;
        reader->chunk = chunk;
    }
    return rom_load8(reader->rom, reader->buffer + reader->position++ % CHUNK);
}

static uint32_t take_word(struct reader *reader)
{
    uint32_t word = 0;

    for (unsigned shift = 0; shift < 32; shift += 8)
        word |= (uint32_t)take(reader) << shift;
    return word;
}

/* What is printed between segments when the next one's header does not fit
 * into the rest of the chunk. */
static void report_split_header(struct reader *reader, uint32_t head, uint32_t tail)
{
    uint32_t left = CHUNK - reader->position % CHUNK;

    if (left < SEGMENT_HEADER)
        rom_print(reader->rom, "ho %u tail %u room %u\n", head, tail, left);
}

/* "room" is what is left of the chunk behind the segment's header, "tail" what
 * the segment uses of its last chunk. */
static uint8_t load_segment(struct reader *reader, uint8_t sum, bool first, bool last)
{
    uint32_t address = take_word(reader), size = take_word(reader), room, tail;

    room = first ? CHUNK : (CHUNK - reader->position % CHUNK) % CHUNK;
    tail = size < room ? size : (size - room) % CHUNK;
    rom_print(reader->rom, "load 0x%08x, len %u, room %u \n", address, size, room);
    for (uint32_t i = 0; i < size && !reader->failed; i++)
        sum ^= take(reader);
    rom_print(reader->rom, "tail %u\n", tail);
    rom_print(reader->rom, "chksum 0x%02x\n", sum);
    if (!last)
        report_split_header(reader, size < room ? CHUNK - room : 0, tail);
    return sum;
}

bool rom_load_image(struct rom *rom)
{
    struct reader reader = {.rom = rom, .buffer = rom->cpu->a[1], .chunk = ~0u};
    uint8_t segments, mode, sum = CHECKSUM_SEED;

    if (take(&reader) != MAGIC || reader.failed)
        return false;
    segments = take(&reader);
    mode = take(&reader);
    rom_flash_read_mode(rom, mode);
    reader.position = SEGMENT_HEADER; /* behind size, clock and entry */
    for (unsigned i = 0; i < segments && !reader.failed; i++)
        sum = load_segment(&reader, sum, i == 0, i + 1u == segments);
    if (segments == 0)
        return !reader.failed;
    rom_print(rom, "csum 0x%02x\n", sum);
    reader.position |= CHUNK - 1; /* the checksum ends its chunk */
    if (take(&reader) == sum && !reader.failed)
        return true;
    rom_put_text(rom, "csum err\n");
    return false;
}
