/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what a board says during an update over the network.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first byte tells where the stream is divided.
 */
#include "ota/push/ota_answer.h"

#include "fuzz/lib/fuzz.h"
#include "ota/push/ota_codes.h"

static void check_text(const char *text, size_t room)
{
    FUZZ_CHECK(memchr(text, '\0', room));
    for (; *text; text++)
        FUZZ_CHECK(*text >= ' ' && *text <= '~');
}

static void check_reply(const uint8_t *data, size_t size)
{
    struct ota_reply reply;
    size_t length;

    ota_reply_parse(&reply, data, size);
    check_text(reply.error.text, sizeof(reply.error.text));
    check_text(reply.nonce, sizeof(reply.nonce));
    length = strlen(reply.nonce);
    FUZZ_CHECK((reply.kind == OTA_REPLY_AUTH) == (length == OTA_NONCE_MD5 || length == OTA_NONCE_SHA256));
    if (reply.kind == OTA_REPLY_OK) /* nothing else may be OK */
        FUZZ_CHECK(size >= 2 && memmem(data, size, "OK", 2));
}

static enum ota_stream_end stream_of(struct ota_stream *stream, const uint8_t *data, size_t size,
                                     size_t first)
{
    ota_stream_init(stream);
    ota_stream_add(stream, data, first);
    ota_stream_add(stream, data + first, size - first);
    return ota_stream_state(stream, true);
}

/* The end of a stream does not depend on its division, and OK is nothing but OK behind
 * numbers. */
static void check_stream(const uint8_t *data, size_t size, size_t first)
{
    struct ota_stream stream, whole;
    enum ota_stream_end end = stream_of(&stream, data, size, first);
    struct ota_error_words error;
    const uint8_t *ok;

    FUZZ_CHECK(end == stream_of(&whole, data, size, size));
    FUZZ_CHECK(end != OTA_STREAM_PART);
    if (end == OTA_STREAM_OK) {
        ok = memmem(data, size, "OK", 2);
        FUZZ_CHECK(ok);
        for (const uint8_t *p = data; p < ok; p++)
            FUZZ_CHECK((*p >= '0' && *p <= '9') || *p == ' ' || *p == '\n' || *p == '\r' || *p == '\t' || *p == '\0');
    }
    ota_error_parse(&error, stream.text, stream.length);
    check_text(error.text, sizeof(error.text));
    (void)ota_code_by_words(ota_chip_of_core(false), error.text, strlen(error.text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    size_t first = fuzz_byte(&input);

    check_reply(input.data, input.size);
    check_stream(input.data, input.size, first < input.size ? first : input.size);
    return 0;
}
