/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: SLIP frames do not depend on how their bytes were cut, they are frames by
 * RFC 1055, and frames that are written can be read.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first byte is the size of the buffer, the second is the seed of the cuts.  The rest
 * comes from the line.
 */
#include "esp/line/slip.h"

#include "esp/wire/protocol.h"
#include "fuzz/lib/fuzz.h"

/* The results for a stream: for each event its kind, its length and its bytes. */
struct log {
    uint8_t *bytes;
    size_t used, room;
};

static void note(struct log *log, enum esp_slip_event event, const uint8_t *data, size_t size)
{
    FUZZ_CHECK(log->used + 3 + size <= log->room);
    log->bytes[log->used++] = (uint8_t)event;
    log->bytes[log->used++] = (uint8_t)size;
    log->bytes[log->used++] = (uint8_t)(size >> 8);
    if (size)
        memcpy(log->bytes + log->used, data, size);
    log->used += size;
}

/* Makes a log for a stream of this size.  Each event takes at least one byte. */
static struct log new_log(size_t size)
{
    struct log log = {.room = 4 * size + 4};

    log.bytes = malloc(log.room);
    FUZZ_CHECK(log.bytes);
    return log;
}

/* Reads pieces of 1 to most bytes, as the seed decides. */
static struct log read_in_pieces(const struct fuzz_input *stream, size_t room, size_t most,
                                 uint32_t seed)
{
    uint8_t *buf = malloc(room);
    struct log log = new_log(stream->size);
    struct esp_slip_reader reader;
    size_t at = 0, left = 0;

    FUZZ_CHECK(buf);
    esp_slip_reader_init(&reader, buf, room);
    while (at < stream->size) {
        enum esp_slip_event event;
        size_t taken = SIZE_MAX;

        if (left == 0) {
            seed = seed * 1664525 + 1013904223; /* from "Numerical Recipes" */
            left = 1 + (seed >> 16) % most;
            left = left < stream->size - at ? left : stream->size - at;
        }
        event = esp_slip_feed(&reader, stream->data + at, left, &taken);
        FUZZ_CHECK(taken > 0 && taken <= left);
        FUZZ_CHECK(reader.used <= room);
        if (event == ESP_SLIP_MORE)
            FUZZ_CHECK(taken == left);
        else
            note(&log, event, buf, event == ESP_SLIP_FRAME ? reader.used : 0);
        at += taken;
        left -= taken;
    }
    free(buf);
    return log;
}

/* One frame's bytes without their escapes.  False if they are no frame. */
static bool unescape(const uint8_t *data, size_t size, uint8_t *out, size_t *used)
{
    *used = 0;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = data[i];

        if (byte == ESP_SLIP_ESC) {
            if (++i == size || (data[i] != ESP_SLIP_ESC_END && data[i] != ESP_SLIP_ESC_ESC))
                return false;
            byte = data[i] == ESP_SLIP_ESC_END ? ESP_SLIP_END : ESP_SLIP_ESC;
        }
        out[(*used)++] = byte;
    }
    return true;
}

/* The same result by splitting the whole stream, as the RFC describes a frame. */
static struct log read_by_splitting(const struct fuzz_input *stream, size_t room)
{
    uint8_t *out = malloc(stream->size + 1);
    struct log log = new_log(stream->size);

    FUZZ_CHECK(out);
    for (size_t at = 0; at < stream->size;) {
        const uint8_t *data = stream->data + at;
        const uint8_t *end = memchr(data, ESP_SLIP_END, stream->size - at);
        size_t used;

        if (!end)
            break; /* incomplete */
        if (end > data && unescape(data, (size_t)(end - data), out, &used) && used <= room)
            note(&log, ESP_SLIP_FRAME, out, used);
        else if (end > data)
            note(&log, ESP_SLIP_DAMAGED, NULL, 0);
        at += (size_t)(end - data) + 1;
    }
    free(out);
    return log;
}

static void check_same(const struct log *log, const struct log *other)
{
    FUZZ_CHECK(log->used == other->used && memcmp(log->bytes, other->bytes, log->used) == 0);
}

/* Writes and reads two frames, one after the other. */
static void check_round_trip(const struct fuzz_input *contents, size_t room)
{
    size_t most = 2 * ESP_SLIP_ROOM(contents->size);
    uint8_t *wire = malloc(most);
    struct esp_slip_writer writer;
    struct fuzz_input stream;
    struct log want = new_log(2 * contents->size), got;

    FUZZ_CHECK(wire);
    esp_slip_writer_init(&writer, wire, most);
    for (int i = 0; i < 2; i++) {
        esp_slip_begin(&writer);
        esp_slip_put(&writer, contents->data, contents->size);
        esp_slip_end(&writer);
        if (contents->size)
            note(&want, ESP_SLIP_FRAME, contents->data, contents->size);
    }
    FUZZ_CHECK(!writer.full && writer.used <= most);
    stream = (struct fuzz_input){wire, writer.used};
    if (contents->size <= room) {
        got = read_in_pieces(&stream, room, stream.size, 1);
        check_same(&want, &got);
        free(got.bytes);
    }
    free(want.bytes);
    free(wire);
}

/* A buffer that is too small is reported, and not overrun. */
static void check_small_buffer(const struct fuzz_input *contents, size_t room)
{
    uint8_t *wire = malloc(room);
    struct esp_slip_writer writer;

    FUZZ_CHECK(wire);
    esp_slip_writer_init(&writer, wire, room);
    esp_slip_begin(&writer);
    esp_slip_put(&writer, contents->data, contents->size);
    esp_slip_end(&writer);
    FUZZ_CHECK(writer.used <= room);
    FUZZ_CHECK(writer.full || contents->size + 2 <= room);
    free(wire);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    size_t room = 1 + fuzz_byte(&input);
    uint32_t seed = fuzz_byte(&input);
    struct log whole = read_in_pieces(&input, room, input.size + 1, 0);
    struct log bytes = read_in_pieces(&input, room, 1, 0);
    struct log pieces = read_in_pieces(&input, room, 1 + seed % 16, seed);
    struct log split = read_by_splitting(&input, room);

    check_same(&whole, &bytes);
    check_same(&whole, &pieces);
    check_same(&whole, &split);
    check_round_trip(&input, room);
    check_small_buffer(&input, room);
    free(whole.bytes);
    free(bytes.bytes);
    free(pieces.bytes);
    free(split.bytes);
    return 0;
}
