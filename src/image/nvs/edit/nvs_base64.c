/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64, RFC 4648.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_base64.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Decodes four characters.  Returns the number of bytes, -1 if they are no Base64. */
static int decode_four(const char *text, uint8_t *bytes)
{
    uint32_t bits = 0;
    int count = 0;

    for (int i = 0; i < 4; i++) {
        const char *at = text[i] ? strchr(alphabet, text[i]) : NULL;

        if (at && count == i)
            count++;
        else if (text[i] != '=')
            return -1;
        bits = bits << 6 | (at ? (uint32_t)(at - alphabet) : 0);
    }
    /* What padding leaves over must be zero. */
    if (count < 2 || (count < 4 && bits & (0xffffffu >> 8 * (count - 1))))
        return -1;
    for (int i = 0; i + 1 < count; i++)
        bytes[i] = (uint8_t)(bits >> (16 - 8 * i));
    return count - 1;
}

bool image_nvs_base64_decode(const char *text, uint8_t *bytes, size_t *size)
{
    *size = 0;
    for (; *text != '\0'; text += 4) {
        int count = strnlen(text, 4) == 4 ? decode_four(text, bytes + *size) : -1;

        if (count < 0 || (count < 3 && text[4] != '\0'))
            return false;
        *size += (size_t)count;
    }
    return true;
}
