/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as users type them for --patch.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/imgedit_bytes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/digit.h"
#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/imgedit_files.h"

/* Reads two hexadecimal digits.  -1: there are no such digits. */
static int read_pair(const char *text)
{
    int high = esp_digit(text[0]), low = high < 0 ? -1 : esp_digit(text[1]);

    return low < 0 ? -1 : high << 4 | low;
}

static bool parse_digits(const char *text, uint8_t *bytes, size_t *size)
{
    for (*size = 0; *text != '\0';) {
        int value = read_pair(text);

        if (value < 0)
            return false;
        bytes[(*size)++] = (uint8_t)value;
        text += 2;
        while (*text == ' ')
            text++;
    }
    return *size > 0;
}

/* Reads what follows a backslash.  Returns the byte, and moves *text behind it; -1: this
 * escape is not known. */
static int read_escape(const char **text)
{
    static const char letters[] = "\\\"nrt0", meanings[] = "\\\"\n\r\t";
    const char *at = **text ? strchr(letters, **text) : NULL;
    int value = -1;

    if (at) {
        value = (uint8_t)meanings[at - letters];
        (*text)++;
    } else if (**text == 'x') {
        value = read_pair(*text + 1);
        *text += 3;
    }
    return value;
}

static bool parse_text(const char *text, uint8_t *bytes, size_t *size)
{
    const char *end = text + strlen(text) - 1;

    *size = 0;
    if (end == text || *end != '"')
        return false;
    for (text++; text < end;) {
        int value = (uint8_t)*text++;

        if (value == '"')
            return false;
        if (value == '\\') {
            value = read_escape(&text);
            if (value < 0 || text > end)
                return false;
        }
        bytes[(*size)++] = (uint8_t)value;
    }
    return *size > 0;
}

int imgedit_bytes_parse(const char *option, const char *text, uint8_t **bytes, size_t *size)
{
    if (text[0] == '@')
        return imgedit_read_bytes(text + 1, bytes, size);
    *bytes = malloc(strlen(text) + 1);
    if (!*bytes) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    if (text[0] == '"' ? parse_text(text, *bytes, size) : parse_digits(text, *bytes, size))
        return STATUS_DONE;
    free(*bytes);
    *bytes = NULL;
    message_error("--%s: the bytes are neither pairs of hexadecimal digits nor @FILE nor \"text\"",
                  option); /* they may be a password */
    return STATUS_USAGE;
}
