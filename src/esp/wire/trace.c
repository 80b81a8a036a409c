/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the line, as lines of text for a bug report.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/wire/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "esp/line/transport.h"
#include "esp/wire/command.h"

enum {
    LINE_MAX_BYTES = 32, /* of contents in a line */
    SHOWN_MAX = 96,      /* longer data is contents, whatever its command says */
    DIGEST_MIN = 64,     /* bytes that a CRC-32 tells little of */
    STATUS_MAX = ESP_STATUS_SIZE_MAX,
};

struct esp_trace {
    void (*line)(void *ctx, const char *text);
    void *ctx;
    bool contents;
    uint64_t begin_ms;
    struct esp_slip_reader readers[2]; /* of what arrives, and of what is sent */
    uint8_t frames[2][ESP_FRAME_MAX];
};

/* Which data never comes from a flash or goes to one.  WRITE_REG and the values of READ_REG do:
 * the ESP8266's ROM has no other way to its flash than the flash controller's registers. */
enum { SENT_SHOWN = 1, ANSWER_SHOWN = 2, BOTH_SHOWN = 3 };

static const struct command {
    uint8_t op, shown;
    const char *name;
} commands[] = {
    {ESP_OP_FLASH_BEGIN, BOTH_SHOWN, "FLASH_BEGIN"},
    {ESP_OP_FLASH_DATA, 0, "FLASH_DATA"},
    {ESP_OP_FLASH_END, BOTH_SHOWN, "FLASH_END"},
    {ESP_OP_MEM_BEGIN, BOTH_SHOWN, "MEM_BEGIN"},
    {ESP_OP_MEM_END, BOTH_SHOWN, "MEM_END"},
    {ESP_OP_MEM_DATA, 0, "MEM_DATA"},
    {ESP_OP_SYNC, BOTH_SHOWN, "SYNC"},
    {ESP_OP_WRITE_REG, 0, "WRITE_REG"},
    {ESP_OP_READ_REG, SENT_SHOWN, "READ_REG"},
    {ESP_OP_SPI_SET_PARAMS, BOTH_SHOWN, "SPI_SET_PARAMS"},
    {ESP_OP_SPI_ATTACH, BOTH_SHOWN, "SPI_ATTACH"},
    {ESP_OP_READ_FLASH_SLOW, SENT_SHOWN, "READ_FLASH_SLOW"},
    {ESP_OP_CHANGE_BAUDRATE, BOTH_SHOWN, "CHANGE_BAUDRATE"},
    {ESP_OP_FLASH_DEFL_BEGIN, BOTH_SHOWN, "FLASH_DEFL_BEGIN"},
    {ESP_OP_FLASH_DEFL_DATA, 0, "FLASH_DEFL_DATA"},
    {ESP_OP_FLASH_DEFL_END, BOTH_SHOWN, "FLASH_DEFL_END"},
    {ESP_OP_SPI_FLASH_MD5, BOTH_SHOWN, "SPI_FLASH_MD5"},
    {ESP_OP_GET_SECURITY_INFO, BOTH_SHOWN, "GET_SECURITY_INFO"},
    {ESP_OP_ERASE_FLASH, BOTH_SHOWN, "ERASE_FLASH"},
    {ESP_OP_ERASE_REGION, BOTH_SHOWN, "ERASE_REGION"},
    {ESP_OP_READ_FLASH, SENT_SHOWN, "READ_FLASH"},
    {ESP_OP_RUN_USER_CODE, BOTH_SHOWN, "RUN_USER_CODE"},
    {ESP_OP_STUB_INFO, BOTH_SHOWN, "STUB_INFO"},
    {ESP_OP_READ_REGION, SENT_SHOWN, "READ_REGION"},
    {ESP_OP_DIGEST, BOTH_SHOWN, "DIGEST"},
    {ESP_OP_WRITE_REGION, 0, "WRITE_REGION"},
    {ESP_OP_ERASE_SECTORS, BOTH_SHOWN, "ERASE_SECTORS"},
    {ESP_OP_ECHO, 0, "ECHO"},
    {ESP_OP_HURRY, BOTH_SHOWN, "HURRY"},
    {ESP_OP_GLANCE, SENT_SHOWN, "GLANCE"},
};

/* The frame's command, or NULL if its header is none: noise, damage, or contents without a header,
 * which Espressif's stub sends. */
static const struct command *command_of(bool sent, const uint8_t *frame, size_t size)
{
    size_t length = size >= ESP_HEADER_SIZE ? esp_get16(frame + 2) : 0;

    if (size < ESP_HEADER_SIZE || frame[0] != (sent ? ESP_DIR_REQUEST : ESP_DIR_ANSWER))
        return NULL;
    if (!sent && length != (frame[1] == ESP_OP_READ_REGION ? 0 : size - ESP_HEADER_SIZE))
        return NULL;
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (commands[i].op == frame[1])
            return &commands[i];
    return NULL;
}

static int put_hex(char *text, const uint8_t *data, size_t size)
{
    int used = 0;

    for (size_t i = 0; i < size; i++)
        used += sprintf(text + used, " %02x", data[i]);
    return used;
}

/* An answer that is no longer than a status is a status. */
static bool may_show(const struct command *command, bool sent, size_t size)
{
    if (sent)
        return command->shown & SENT_SHOWN && size <= SHOWN_MAX;
    return size <= (command->shown & ANSWER_SHOWN ? SHOWN_MAX : STATUS_MAX);
}

/* May the word in the header be told: a request's check word, or an answer's value?  The check word
 * may be a CRC-32 of the data.  The ESP8266's ROM puts the register that it read last into its later
 * answers, too. */
static bool may_show_word(bool sent, const uint8_t *frame, size_t size, bool data_shown)
{
    uint32_t word = esp_get32(frame + 4);

    if (sent)
        return data_shown || size >= DIGEST_MIN;
    return frame[1] >= ESP_OP_STUB_INFO ||
           (frame[1] == ESP_OP_SYNC && (word == 0 || word == ESP_SYNC_WORD));
}

/* text has room for " NN" for each of SHOWN_MAX bytes. */
static void put_data(char *text, bool shown, const uint8_t *data, size_t size)
{
    int used = sprintf(text, " %zu bytes", size);

    if (shown && size)
        put_hex(text + used + sprintf(text + used, ":"), data, size);
    else if (size >= DIGEST_MIN)
        sprintf(text + used, ", crc32 %08lx", crc32(0, data, (uInt)size));
}

static void tell_contents(struct esp_trace *trace, const uint8_t *data, size_t size)
{
    char text[3 * LINE_MAX_BYTES + 16];

    for (size_t at = 0; at < size; at += LINE_MAX_BYTES) {
        size_t n = size - at < LINE_MAX_BYTES ? size - at : LINE_MAX_BYTES;

        put_hex(text + sprintf(text, "  %04zx:", at), data + at, n);
        trace->line(trace->ctx, text);
    }
}

static void tell_frame(struct esp_trace *trace, bool sent, const uint8_t *frame, size_t size)
{
    const struct command *command = command_of(sent, frame, size);
    size_t header = command ? ESP_HEADER_SIZE : 0;
    bool shown = command && may_show(command, sent, size - header);
    char text[3 * SHOWN_MAX + 128];
    uint64_t ms = esp_clock_ms() - trace->begin_ms;
    int used = sprintf(text, "%llu.%03u %s %s", (unsigned long long)(ms / 1000),
                       (unsigned)(ms % 1000), sent ? "->" : "<-",
                       command ? command->name : "no command:");

    if (command && may_show_word(sent, frame, size - header, shown))
        used += sprintf(text + used, " %08x", (unsigned)esp_get32(frame + 4));
    put_data(text + used, shown, frame + header, size - header);
    trace->line(trace->ctx, text);
    if (trace->contents)
        tell_contents(trace, frame, size);
}

static void see(void *ctx, bool sent, const uint8_t *data, size_t size)
{
    struct esp_trace *trace = ctx;
    struct esp_slip_reader *reader = &trace->readers[sent];
    size_t taken;

    for (; size; data += taken, size -= taken) {
        enum esp_slip_event event = esp_slip_feed(reader, data, size, &taken);

        if (event == ESP_SLIP_FRAME)
            tell_frame(trace, sent, reader->buf, reader->used);
        else if (event == ESP_SLIP_DAMAGED)
            trace->line(trace->ctx, sent ? "-> a frame that is too long" : "<- a damaged frame");
    }
}

struct esp_trace *esp_trace_begin(struct esp_transport *t, bool contents,
                                  void (*line)(void *ctx, const char *text), void *ctx)
{
    struct esp_trace *trace = calloc(1, sizeof(*trace));

    if (!trace)
        return NULL;
    trace->line = line;
    trace->ctx = ctx;
    trace->contents = contents;
    trace->begin_ms = esp_clock_ms();
    for (int i = 0; i < 2; i++)
        esp_slip_reader_init(&trace->readers[i], trace->frames[i], sizeof(trace->frames[i]));
    t->saw = see;
    t->saw_ctx = trace;
    return trace;
}

void esp_trace_free(struct esp_trace *trace)
{
    free(trace);
}
