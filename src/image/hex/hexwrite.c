/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes Intel HEX.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/hex/hexwrite.h"

#include <stdint.h>

enum {
    RECORD_DATA = 16, /* bytes: what other programs write, too */
    LINE_MAX_SIZE = 1 + 2 * (4 + RECORD_DATA + 1) + 1,
    TEXT_ROOM = 1 << 16,
    TYPE_DATA = 0,
    TYPE_END = 1,
    TYPE_LINEAR = 4,
};

struct writer {
    image_hex_sink *sink;
    void *ctx;
    int stopped; /* what the sink returned */
    bool long_offsets;   /* some offset has more than 16 bits */
    uint32_t high;       /* bits 16 to 31 of the offsets now */
    bool has_high;
    uint8_t data[RECORD_DATA]; /* of the record that is not complete */
    uint32_t offset, used;
    size_t filled;
    char text[TEXT_ROOM];
};

static void flush(struct writer *writer)
{
    if (writer->stopped == 0 && writer->filled > 0)
        writer->stopped = writer->sink(writer->ctx, writer->text, writer->filled);
    writer->filled = 0;
}

/* Writes a byte, and returns it for the checksum. */
static uint8_t put(struct writer *writer, unsigned byte)
{
    static const char digits[] = "0123456789ABCDEF";

    writer->text[writer->filled++] = digits[byte >> 4 & 15];
    writer->text[writer->filled++] = digits[byte & 15];
    return (uint8_t)byte;
}

static void write_record(struct writer *writer, unsigned type, uint32_t offset,
                         const uint8_t *data, uint32_t size)
{
    uint8_t sum;

    if (writer->filled + LINE_MAX_SIZE > TEXT_ROOM)
        flush(writer);
    writer->text[writer->filled++] = ':';
    sum = put(writer, size);
    sum = (uint8_t)(sum + put(writer, offset >> 8 & 0xff));
    sum = (uint8_t)(sum + put(writer, offset & 0xff));
    sum = (uint8_t)(sum + put(writer, type));
    for (uint32_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + put(writer, data[i]));
    put(writer, (uint8_t)(0x100 - sum));
    writer->text[writer->filled++] = '\n';
}

/* Writes the record that data was collected for. */
static void end_record(struct writer *writer)
{
    uint32_t high = writer->offset >> 16;
    const uint8_t bytes[2] = {(uint8_t)(high >> 8), (uint8_t)high};

    if (writer->used == 0)
        return;
    if (writer->long_offsets && (!writer->has_high || writer->high != high))
        write_record(writer, TYPE_LINEAR, 0, bytes, sizeof(bytes));
    writer->has_high = true;
    writer->high = high;
    write_record(writer, TYPE_DATA, writer->offset, writer->data, writer->used);
    writer->used = 0;
}

static void write_run(struct writer *writer, const struct image_run *run)
{
    for (uint32_t i = 0; i < run->size && writer->stopped == 0; i++) {
        uint32_t offset = run->offset + i;

        /* A record ends before a gap, and before the low 16 bits of its offset are 0. */
        if (writer->used == RECORD_DATA || offset != writer->offset + writer->used ||
            (offset & 0xffff) == 0)
            end_record(writer);
        if (writer->used == 0)
            writer->offset = offset;
        writer->data[writer->used++] = run->data[i];
    }
}

int image_hex_write(const struct image_run *runs, size_t count, image_hex_sink *sink, void *ctx)
{
    struct writer writer;
    const struct image_run *last = count > 0 ? &runs[count - 1] : NULL;

    writer = (struct writer){.sink = sink, .ctx = ctx};
    writer.long_offsets = last && (uint64_t)last->offset + last->size > 0x10000;
    for (size_t i = 0; i < count && writer.stopped == 0; i++)
        write_run(&writer, &runs[i]);
    end_record(&writer);
    write_record(&writer, TYPE_END, 0, NULL, 0);
    flush(&writer);
    return writer.stopped;
}
