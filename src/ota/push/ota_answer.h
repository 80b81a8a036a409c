/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a board says during an update: answers by UDP to an invitation, and the stream by TCP
 * while it takes the image.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * By UDP: "OK"; "AUTH NONCE"; "Authentication Failed"; "ERR: ERROR[n]: text".
 *
 * By TCP: after each piece that the board has written, the number of its bytes in decimal
 * digits, without a separator: two numbers may arrive as one, and the last one in front of
 * the end.  The end is "OK"; or "ERROR[n]: text" from the older core; or the text alone from
 * the later one.  "ERROR" has an O, too.
 *
 * Sources: ArduinoOTA.cpp, Updater.cpp of esp8266/Arduino and espressif/arduino-esp32.
 */
#ifndef OTA_PUSH_OTA_ANSWER_H
#define OTA_PUSH_OTA_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OTA_NONCE_MD5 = 32,     /* characters of a nonce of the older authentication */
    OTA_NONCE_SHA256 = 64,  /* and of the newer one */
    OTA_TEXT_MAX = 160,     /* of a board's words; the rest is cut off */
};

enum ota_reply_kind {
    OTA_REPLY_OK,
    OTA_REPLY_AUTH,   /* "nonce" has the nonce */
    OTA_REPLY_DENIED, /* the password was wrong */
    OTA_REPLY_ERROR,  /* "text" has the board's words, "code" its number, if "has_code" */
    OTA_REPLY_STRANGE, /* "text" has what came */
};

/* Parts that both ways share: an error in the board's words. */
struct ota_error_words {
    bool has_code;
    unsigned code;
    char text[OTA_TEXT_MAX]; /* printable ASCII, without "ERROR[n]: " */
};

struct ota_reply {
    enum ota_reply_kind kind;
    char nonce[OTA_NONCE_SHA256 + 1];
    struct ota_error_words error;
};

/* Parses a datagram. */
void ota_reply_parse(struct ota_reply *reply, const void *data, size_t size);

/* The stream. */
struct ota_stream {
    uint64_t counted; /* the sum of the numbers; too small where two of them are merged */
    bool digits;      /* the last byte was a digit */
    uint64_t number;  /* of the digits so far */
    bool ended;       /* the end has begun: text that is no number */
    size_t length;
    char text[OTA_TEXT_MAX];
};

void ota_stream_init(struct ota_stream *stream);

/* Adds bytes that arrived. */
void ota_stream_add(struct ota_stream *stream, const void *data, size_t size);

enum ota_stream_end {
    OTA_STREAM_RUNS,   /* nothing but numbers so far */
    OTA_STREAM_PART,   /* text whose end is not here yet */
    OTA_STREAM_OK,     /* nothing but OK */
    OTA_STREAM_ERROR,  /* a line of text that is not OK */
};

/* What has come so far.  closed: nothing more will come, so that a text is complete. */
enum ota_stream_end ota_stream_state(const struct ota_stream *stream, bool closed);

/* Takes the board's words of an error apart. */
void ota_error_parse(struct ota_error_words *error, const char *text, size_t size);

#endif
