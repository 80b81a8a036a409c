/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64, strictly (RFC 4648, section 4).
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/foreign/base64.h"

#include <string.h>

enum { GROUP = 4, GROUP_BYTES = 3, BITS = 6 };

/* The value of a character, or -1. */
static int value_of(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* How many '=' are at the end: 0 to 2. */
static size_t padding_of(const char *text, size_t length)
{
    size_t n = 0;

    while (n < 2 && n < length && text[length - 1 - n] == '=')
        n++;
    return n;
}

/* Decodes a group of which the last "padding" characters are '='. */
static bool decode_group(const char *group, size_t padding, uint8_t bytes[GROUP_BYTES])
{
    uint32_t bits = 0;

    for (size_t i = 0; i < GROUP; i++) {
        int value = i < GROUP - padding ? value_of(group[i]) : 0;

        if (value < 0)
            return false;
        bits = bits << BITS | (uint32_t)value;
    }
    for (size_t i = 0; i < GROUP_BYTES; i++)
        bytes[i] = (uint8_t)(bits >> (16 - 8 * i));
    return (bits & ((1u << 8 * padding) - 1)) == 0;
}

bool esp_base64_decode(const char *text, size_t length, uint8_t *out, size_t room, size_t *size)
{
    size_t padding = padding_of(text, length);

    *size = 0;
    if (length % GROUP != 0)
        return false;
    for (size_t at = 0; at < length; at += GROUP) {
        size_t missing = at + GROUP == length ? padding : 0, n = GROUP_BYTES - missing;
        uint8_t bytes[GROUP_BYTES];

        if (n > room - *size || !decode_group(text + at, missing, bytes))
            return false;
        memcpy(out + *size, bytes, n);
        *size += n;
    }
    return true;
}
