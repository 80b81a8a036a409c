/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of what a board says during an update.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/push/ota_answer.h"

#include "tap.h"

static struct ota_reply reply_to(const char *text)
{
    struct ota_reply reply;

    ota_reply_parse(&reply, text, strlen(text));
    return reply;
}

static void test_replies(void)
{
    struct ota_reply reply = reply_to("AUTH 0123456789abcdef0123456789abcdef");

    tap_is(reply.kind, OTA_REPLY_AUTH, "a nonce of 32 digits");
    tap_str(reply.nonce, "0123456789abcdef0123456789abcdef", "  is the nonce");
    tap_is(reply_to("AUTH 0123456789abcdef").kind, OTA_REPLY_STRANGE, "a nonce that is too short");
    tap_is(reply_to("AUTH").kind, OTA_REPLY_STRANGE, "no nonce");
    tap_is(reply_to("AUTH 0123456789abcdef0123456789abcdeg").kind, OTA_REPLY_STRANGE, "a nonce that is not hexadecimal");
    tap_is(reply_to("OK").kind, OTA_REPLY_OK, "OK");
    tap_is(reply_to("OK\n").kind, OTA_REPLY_OK, "OK with a newline");
    tap_is(reply_to("OKAY").kind, OTA_REPLY_STRANGE, "OKAY is not OK");
    tap_is(reply_to("").kind, OTA_REPLY_STRANGE, "an empty datagram");
    tap_is(reply_to("Authentication Failed").kind, OTA_REPLY_DENIED, "the password is wrong");
    reply = reply_to("ERR: ERROR[8]: Flash config wrong: real: 1048576, SDK: 4194304\n");
    tap_is(reply.kind, OTA_REPLY_ERROR, "an error of the first core");
    tap_is(reply.error.code, 8, "  its code");
    tap_str(reply.error.text, "Flash config wrong: real: 1048576, SDK: 4194304", "  its words");
    reply = reply_to("what\x1b[2J?");
    tap_str(reply.error.text, "what?[2J?", "a terminal's commands do not pass");
}

static enum ota_stream_end stream_of(struct ota_stream *stream, const char *const *parts)
{
    ota_stream_init(stream);
    for (; *parts; parts++)
        ota_stream_add(stream, *parts, strlen(*parts));
    return ota_stream_state(stream, false);
}

#define PARTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_stream(void)
{
    struct ota_stream stream;

    tap_is(stream_of(&stream, PARTS("1460", "1460")), OTA_STREAM_RUNS, "numbers");
    tap_is(stream.counted, 2920, "  are added");
    tap_is(stream_of(&stream, PARTS("14601460")), OTA_STREAM_RUNS, "merged numbers are no end");
    tap_is(stream_of(&stream, PARTS("1460OK")), OTA_STREAM_OK, "OK behind a number");
    tap_is(stream.counted, 1460, "  which counts");
    tap_is(stream_of(&stream, PARTS("1460O", "K")), OTA_STREAM_OK, "OK in two parts");
    tap_is(stream_of(&stream, PARTS("1460O")), OTA_STREAM_PART, "O alone is not OK");
    tap_is(ota_stream_state(&stream, true), OTA_STREAM_ERROR, "  not at the end either");
    tap_is(stream_of(&stream, PARTS("1460ERROR[7]: MD5 verification")), OTA_STREAM_PART, "an error that comes in parts");
    tap_is(stream_of(&stream, PARTS("ERROR[1]: BOOK OK\n")), OTA_STREAM_ERROR, "an error with OK in it");
    tap_is(stream_of(&stream, PARTS("OK\n")), OTA_STREAM_OK, "OK and a newline");
    tap_is(stream_of(&stream, PARTS("OK", "AY\n")), OTA_STREAM_ERROR, "OKAY is not OK");
    tap_is(stream_of(&stream, PARTS("OK", "1460")), OTA_STREAM_PART, "OK with a number behind it is not OK");
    tap_is(stream_of(&stream, PARTS("NOK")), OTA_STREAM_PART, "NOK is not OK");
    tap_is(stream_of(&stream, PARTS("Wrong Magic Byte\r\n")), OTA_STREAM_ERROR, "words of the later core");
    tap_is(stream_of(&stream, PARTS("99999999999999999999999999", "99999999999999999999")), OTA_STREAM_RUNS, "numbers that are too large");
}

static void test_errors(void)
{
    struct ota_error_words error;

    ota_error_parse(&error, "ERROR[12]: Signature verification failed\n", 41);
    tap_ok(error.has_code && error.code == 12, "a code of two digits");
    ota_error_parse(&error, "ERROR[]: x", 10);
    tap_ok(!error.has_code, "no digits are no code");
    ota_error_parse(&error, "ERROR[3", 7);
    tap_ok(!error.has_code, "a code that is cut off is none");
    ota_error_parse(&error, "Aborted\r\n", 9);
    tap_str(error.text, "Aborted", "words without a code");
}

int main(void)
{
    test_replies();
    test_stream();
    test_errors();
    return tap_done();
}
