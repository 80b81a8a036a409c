/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making foreign text safe to show on a terminal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/visible.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct range {
    uint32_t first, last; /* code points */
};

/* Characters that control a terminal or mislead a reader (Unicode Standard, chapters 4.10
 * "Control Codes" and 23.1 to 23.9). */
static const struct range obeyed[] = {
    {0x0000, 0x001f},   /* C0 */
    {0x007f, 0x009f},   /* DEL and C1 (ECMA-48: 9b is CSI, 9d is OSC) */
    {0x061c, 0x061c},   /* Arabic letter mark */
    {0x200e, 0x200f},   /* left-to-right and right-to-left mark */
    {0x2028, 0x202e},   /* line and paragraph separator, embeddings, overrides */
    {0x2066, 0x206f},   /* isolates, and the deprecated format characters */
    {0xfeff, 0xfeff},   /* byte order mark */
    {0xfff9, 0xfffb},   /* interlinear annotations */
    {0xe0000, 0xe007f}, /* tags, which are invisible */
};

static bool is_obeyed(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof(obeyed) / sizeof(obeyed[0]); i++)
        if (code_point >= obeyed[i].first && code_point <= obeyed[i].last)
            return true;
    return false;
}

/* The length of a sequence that begins with this byte; 0 if no sequence begins with it. */
static size_t sequence_length(uint8_t first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2) /* a continuation, or an overlong form */
        return 0;
    if (first < 0xe0)
        return 2;
    if (first < 0xf0)
        return 3;
    return first < 0xf5 ? 4 : 0;
}

/* The smallest code point for each length; a smaller code point is an overlong form. */
static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

/* The length of the sequence at text (RFC 3629); 0 if it is not well-formed. */
static size_t decode(const char *text, uint32_t *code_point)
{
    size_t length = sequence_length((uint8_t)text[0]);
    uint32_t value = (uint8_t)text[0];

    if (length > 1)
        value &= 0x7fu >> length;
    for (size_t i = 1; i < length; i++) {
        uint8_t next = (uint8_t)text[i]; /* stops at the final NUL: it is no continuation */

        if ((next & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (next & 0x3f);
    }
    if (value < smallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *code_point = value;
    return length;
}

static char *show_byte(char *out, char byte)
{
    return out + snprintf(out, VISIBLE_EXPANSION + 1, "\\x%02x", (uint8_t)byte);
}

void visible_copy(char *out, const char *text)
{
    while (*text != '\0') {
        uint32_t code_point = 0;
        size_t length = decode(text, &code_point);
        bool shown = length > 0 && !is_obeyed(code_point);

        for (size_t i = 0; i < (length > 0 ? length : 1); i++, text++) {
            if (shown)
                *out++ = *text;
            else
                out = show_byte(out, *text);
        }
    }
    *out = '\0';
}
