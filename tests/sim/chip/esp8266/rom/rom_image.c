/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Booting from flash: checks the image and reports its segments as the ROM does.  Loads
 * nothing, because the application is only modelled.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

enum {
    MAGIC = 0xe9,
    CHECKSUM_SEED = 0xef,
    CHUNK = 16, /* bytes that the ROM reads at a time */
    SEGMENT_HEADER = 8,
};

/* A position in the flash.  It reads in chunks, as the ROM does. */
struct reader {
    struct rom *rom;
    uint32_t buffer;   /* on the ROM's stack */
    uint32_t position; /* address in the flash */
    uint32_t chunk;    /* address of the chunk in the buffer; ~0: no chunk */
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

/* Prints what the ROM prints if a segment's header does not fit into the rest of the
 * chunk. */
static void report_split_header(struct reader *reader, uint32_t head, uint32_t tail)
{
    uint32_t left = CHUNK - reader->position % CHUNK;

    if (left < SEGMENT_HEADER)
        rom_print(reader->rom, "ho %u tail %u room %u\n", head, tail, left);
}

/* "room" is the rest of the chunk behind the segment's header.  "tail" is the part of its
 * last chunk that the segment uses. */
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
    reader.position |= CHUNK - 1; /* the checksum is the last byte of its chunk */
    if (take(&reader) == sum && !reader.failed)
        return true;
    rom_put_text(rom, "csum err\n");
    return false;
}
