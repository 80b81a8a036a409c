/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads Intel HEX.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A record is a line
 *     :LLAAAATT[data]CC
 * of hexadecimal digits: number of bytes of data, offset, type, data, checksum.  All its
 * bytes add up to 0, modulo 256.
 */
#include "image/hex/hexread.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digit.h"

enum record_type {
    RECORD_DATA,
    RECORD_END,
    RECORD_SEGMENT,       /* bits 4 to 19 of the offsets that follow */
    RECORD_START_SEGMENT, /* of a program: has no meaning for a flash */
    RECORD_LINEAR,        /* bits 16 to 31 of the offsets that follow */
    RECORD_START_LINEAR,
    RECORD_TYPES,
};

enum {
    HEAD = 4, /* bytes of a record before its data */
    RECORD_MAX = HEAD + 255 + 1,
};

bool image_hex_begins(const uint8_t *data, size_t size)
{
    if (size < 1 + 2 * HEAD || data[0] != ':')
        return false;
    for (size_t i = 1; i < 1 + 2 * HEAD; i++) {
        if (esp_digit((char)data[i]) < 0)
            return false;
    }
    return true;
}

/* A run while its place in the order is not known. */
struct piece {
    struct image_run run;
    unsigned long line; /* of its first record */
};

struct reader {
    const uint8_t *text;
    size_t size, at;
    unsigned long line;
    uint8_t record[RECORD_MAX];
    uint64_t base; /* what is added to the offsets of records */
    bool ended;
    uint8_t *pool;
    size_t used;
    struct piece *pieces;
    size_t count, room;
    struct image_trouble *trouble;
};

static bool out_of_memory(struct reader *reader)
{
    return image_trouble_set(reader->trouble, reader->at, "out of memory");
}

/* Adds bytes of data: to the last piece if they follow it, else as a new piece. */
static bool add_data(struct reader *reader, uint32_t offset, const uint8_t *data, uint32_t size)
{
    struct piece *last = reader->count > 0 ? &reader->pieces[reader->count - 1] : NULL;
    uint8_t *place = memcpy(reader->pool + reader->used, data, size);

    reader->used += size;
    if (last && (uint64_t)last->run.offset + last->run.size == offset) {
        last->run.size += size;
        return true;
    }
    if (reader->count == reader->room) {
        size_t room = reader->room ? 2 * reader->room : 16;
        struct piece *pieces = realloc(reader->pieces, room * sizeof(*pieces));

        if (!pieces)
            return out_of_memory(reader);
        reader->pieces = pieces;
        reader->room = room;
    }
    reader->pieces[reader->count++] = (struct piece){
        .run = {.offset = offset, .size = size, .data = place}, .line = reader->line};
    return true;
}

static bool take_data(struct reader *reader)
{
    uint32_t size = reader->record[0];
    uint64_t offset = reader->base + ((unsigned)reader->record[1] << 8 | reader->record[2]);

    if (size == 0)
        return true;
    if (offset + size > UINT64_C(1) << 32)
        return image_trouble_set(reader->trouble, reader->at,
                                 "line %lu: the data goes past 4 GiB, where offsets of 32 bits end",
                                 reader->line);
    return add_data(reader, (uint32_t)offset, reader->record + HEAD, size);
}

static bool take_record(struct reader *reader)
{
    const uint8_t *record = reader->record;
    unsigned value = (unsigned)record[HEAD] << 8 | record[HEAD + 1];
    static const uint8_t sizes[RECORD_TYPES] = {
        [RECORD_SEGMENT] = 2, [RECORD_LINEAR] = 2, [RECORD_START_SEGMENT] = 4,
        [RECORD_START_LINEAR] = 4};
    unsigned type = record[3];

    if (type >= RECORD_TYPES)
        return image_trouble_set(reader->trouble, reader->at,
                                 "line %lu: a record of type %02X, and types are 00 to 05",
                                 reader->line, type);
    if (type != RECORD_DATA && record[0] != sizes[type])
        return image_trouble_set(reader->trouble, reader->at,
                                 "line %lu: a record of type %02X has %u bytes of data, not %u",
                                 reader->line, type, record[0], sizes[type]);
    switch (type) {
    case RECORD_DATA:
        return take_data(reader);
    case RECORD_END:
        reader->ended = true;
        break;
    case RECORD_SEGMENT:
        reader->base = (uint64_t)value << 4;
        break;
    case RECORD_LINEAR:
        reader->base = (uint64_t)value << 16;
        break;
    default:
        break;
    }
    return true;
}

/* Reads the digits of a line into reader->record.  length: of the line, with its colon. */
static bool read_digits(struct reader *reader, const char *line, size_t length)
{
    uint8_t sum = 0;
    size_t count = (length - 1) / 2;

    for (size_t i = 1; i < length; i++) {
        if (esp_digit(line[i]) < 0)
            return image_trouble_set(reader->trouble, reader->at + i,
                                     "line %lu: byte 0x%02x in column %zu is no hexadecimal digit",
                                     reader->line, (uint8_t)line[i], i + 1);
    }
    for (size_t i = 0; i < count && i < RECORD_MAX; i++) {
        reader->record[i] =
            (uint8_t)(esp_digit(line[1 + 2 * i]) << 4 | esp_digit(line[2 + 2 * i]));
        sum = (uint8_t)(sum + reader->record[i]);
    }
    if (length % 2 == 0 || count < HEAD + 1 || count != HEAD + reader->record[0] + 1u)
        return image_trouble_set(reader->trouble, reader->at,
                                 "line %lu: %zu digits, and its record has %u", reader->line,
                                 length - 1, 2 * (HEAD + (count > 0 ? reader->record[0] : 0) + 1));
    if (sum != 0)
        return image_trouble_set(reader->trouble, reader->at + length - 2,
                                 "line %lu: the checksum is %02X, and %02X would be right",
                                 reader->line, reader->record[count - 1],
                                 (uint8_t)(reader->record[count - 1] - sum));
    return true;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Reads one line, from reader->at to end.  Blank lines are allowed. */
static bool read_line(struct reader *reader, size_t end)
{
    const char *line = (const char *)reader->text + reader->at;
    size_t length = end - reader->at;

    while (length > 0 && is_space((uint8_t)line[length - 1]))
        length--;
    if (length == 0)
        return true;
    if (reader->ended)
        return image_trouble_set(reader->trouble, reader->at, "line %lu: text after the end record",
                                 reader->line);
    if (line[0] != ':')
        return image_trouble_set(reader->trouble, reader->at,
                                 "line %lu: byte 0x%02x, and a record begins with ':'",
                                 reader->line, (uint8_t)line[0]);
    return read_digits(reader, line, length) && take_record(reader);
}

static bool read_lines(struct reader *reader)
{
    while (reader->at < reader->size) {
        const uint8_t *from = reader->text + reader->at;
        const uint8_t *newline = memchr(from, '\n', reader->size - reader->at);
        size_t end = newline ? (size_t)(newline - reader->text) : reader->size;

        reader->line++;
        if (!read_line(reader, end))
            return false;
        reader->at = newline ? end + 1 : end;
    }
    if (reader->ended)
        return true;
    return image_trouble_set(reader->trouble, reader->size,
                             "after line %lu the end record :00000001FF is missing: the text was cut",
                             reader->line);
}

static int by_offset(const void *one, const void *other)
{
    const struct piece *a = one, *b = other;

    return a->run.offset < b->run.offset ? -1 : a->run.offset > b->run.offset;
}

/* Brings the pieces into the order of their offsets. */
static bool sort_pieces(struct reader *reader)
{
    qsort(reader->pieces, reader->count, sizeof(*reader->pieces), by_offset);
    for (size_t i = 1; i < reader->count; i++) {
        const struct piece *a = &reader->pieces[i - 1], *b = &reader->pieces[i];

        if ((uint64_t)a->run.offset + a->run.size > b->run.offset)
            return image_trouble_set(reader->trouble, 0,
                                     "the records from line %lu on and those from line %lu on both"
                                     " have the byte for 0x%" PRIx32,
                                     a->line < b->line ? a->line : b->line,
                                     a->line < b->line ? b->line : a->line, b->run.offset);
    }
    return true;
}

/* Makes runs of the sorted pieces.  Their data moves into a new pool in the same order, so
 * that pieces without a gap between them become one run. */
static bool make_runs(struct reader *reader, struct image_sparse *sparse)
{
    uint8_t *pool = malloc(reader->used + 1), *end = pool;

    sparse->runs = calloc(reader->count + 1, sizeof(*sparse->runs));
    sparse->pool = pool;
    if (!pool || !sparse->runs)
        return out_of_memory(reader);
    for (size_t i = 0; i < reader->count; i++) {
        const struct image_run *run = &reader->pieces[i].run;
        struct image_run *last = sparse->count > 0 ? &sparse->runs[sparse->count - 1] : NULL;

        memcpy(end, run->data, run->size);
        if (last && (uint64_t)last->offset + last->size == run->offset)
            last->size += run->size;
        else
            sparse->runs[sparse->count++] = (struct image_run){run->offset, run->size, end};
        end += run->size;
    }
    return true;
}

bool image_hex_read(struct image_sparse *sparse, const uint8_t *text, size_t size,
                    struct image_trouble *trouble)
{
    /* Two digits make a byte, so the data is shorter than half of the text. */
    struct reader reader = {
        .text = text, .size = size, .trouble = trouble, .pool = malloc(size / 2 + 1)};
    bool good;

    *sparse = (struct image_sparse){0};
    good = reader.pool ? read_lines(&reader) : out_of_memory(&reader);
    good = good && (reader.count == 0 || sort_pieces(&reader)) && make_runs(&reader, sparse);
    free(reader.pieces);
    free(reader.pool);
    if (!good)
        image_sparse_free(sparse);
    return good;
}
