/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a board says during an update.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/push/ota_answer.h"

#include <string.h>

#include "base/digit.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\0';
}

static void trim(const char **text, size_t *size)
{
    while (*size > 0 && is_space(**text)) {
        ++*text;
        --*size;
    }
    while (*size > 0 && is_space((*text)[*size - 1]))
        --*size;
}

/* Copies the first line, with '?' in the place of what is not printable ASCII. */
static void copy_text(char *out, size_t room, const char *text, size_t size)
{
    size_t length = 0;

    for (size_t i = 0; i < size && length < room - 1 && text[i] != '\n' && text[i] != '\r'; i++)
        out[length++] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    out[length] = '\0';
}

static bool starts_with(const char *text, size_t size, const char *word)
{
    return size >= strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

/* "ERROR[4]: Not Enough Space".  The later core has the words alone. */
void ota_error_parse(struct ota_error_words *error, const char *text, size_t size)
{
    static const char prefix[] = "ERROR[";
    size_t at = sizeof(prefix) - 1;
    unsigned code = 0;

    trim(&text, &size);
    *error = (struct ota_error_words){0};
    if (starts_with(text, size, prefix)) {
        while (at < size && is_digit(text[at]) && code < 1000)
            code = code * 10 + (unsigned)(text[at++] - '0');
        if (at > sizeof(prefix) - 1 && at < size && text[at] == ']') {
            error->has_code = true;
            error->code = code;
            at++;
            if (at < size && text[at] == ':')
                at++;
            text += at;
            size -= at;
            trim(&text, &size);
        }
    }
    copy_text(error->text, sizeof(error->text), text, size);
}

static bool is_nonce(const char *text, size_t size)
{
    if (size != OTA_NONCE_MD5 && size != OTA_NONCE_SHA256)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(text[i]) && !(text[i] >= 'a' && text[i] <= 'f') &&
            !(text[i] >= 'A' && text[i] <= 'F'))
            return false;
    }
    return true;
}

void ota_reply_parse(struct ota_reply *reply, const void *data, size_t size)
{
    static const char auth[] = "AUTH ", error[] = "ERR:";
    const char *text = data;

    *reply = (struct ota_reply){.kind = OTA_REPLY_STRANGE};
    trim(&text, &size);
    if (size == 2 && memcmp(text, "OK", 2) == 0) {
        reply->kind = OTA_REPLY_OK;
    } else if (starts_with(text, size, auth)) {
        const char *nonce = text + sizeof(auth) - 1;
        size_t length = size - (sizeof(auth) - 1);

        trim(&nonce, &length);
        if (is_nonce(nonce, length)) {
            reply->kind = OTA_REPLY_AUTH;
            memcpy(reply->nonce, nonce, length);
        }
    } else if (starts_with(text, size, "Authentication Failed")) {
        reply->kind = OTA_REPLY_DENIED;
    } else if (starts_with(text, size, error)) {
        reply->kind = OTA_REPLY_ERROR;
        ota_error_parse(&reply->error, text + sizeof(error) - 1, size - (sizeof(error) - 1));
    }
    if (reply->kind == OTA_REPLY_STRANGE)
        copy_text(reply->error.text, sizeof(reply->error.text), text, size);
}

void ota_stream_init(struct ota_stream *stream)
{
    *stream = (struct ota_stream){0};
}

/* Merged numbers make one that is too large.  It is counted as what it is; the caller limits
 * the sum by what was sent. */
static void end_number(struct ota_stream *stream)
{
    if (stream->digits) {
        stream->counted = stream->counted + stream->number < stream->counted
                              ? UINT64_MAX
                              : stream->counted + stream->number;
    }
    stream->digits = false;
    stream->number = 0;
}

void ota_stream_add(struct ota_stream *stream, const void *data, size_t size)
{
    const char *text = data;

    for (size_t i = 0; i < size; i++) {
        if (!stream->ended && is_digit(text[i])) {
            stream->digits = true;
            if (stream->number < UINT64_MAX / 16)
                stream->number = stream->number * 10 + (uint64_t)(text[i] - '0');
        } else if (!stream->ended && is_space(text[i])) {
            end_number(stream);
        } else {
            end_number(stream);
            stream->ended = true;
            if (stream->length < sizeof(stream->text))
                stream->text[stream->length++] = text[i];
        }
    }
    if (!stream->ended)
        end_number(stream);
}

enum ota_stream_end ota_stream_state(const struct ota_stream *stream, bool closed)
{
    const char *text = stream->text;
    size_t size = stream->length;

    if (!stream->ended)
        return OTA_STREAM_RUNS;
    trim(&text, &size);
    if (size == 2 && memcmp(text, "OK", 2) == 0)
        return OTA_STREAM_OK;
    if (closed || memchr(text, '\n', size) || stream->length == sizeof(stream->text) ||
        (size > 0 && stream->text[stream->length - 1] == '\n'))
        return OTA_STREAM_ERROR;
    return OTA_STREAM_PART;
}
