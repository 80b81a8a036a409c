/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are no images of a flash: packed images, and what a download saved in place
 * of an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem() */
#endif
#include <stdbool.h>
#include <string.h>

#include "image/imageheader.h"

/* Shorter and longer texts are not what a server answers in place of a file. */
enum {
    TEXT_MIN = 9,
    TEXT_MAX = 64 << 10,
    S_RECORD_MIN = 10, /* kind, count, an address of two bytes, and the sum */
};

/* A format, known by its first bytes. */
struct format {
    const char *name;
    size_t length;
    const char *magic;
};

static const char *name_of(const struct format *formats, size_t count, const uint8_t *data,
                           size_t size)
{
    for (size_t i = 0; i < count; i++) {
        if (size >= formats[i].length &&
            memcmp(data, formats[i].magic, formats[i].length) == 0)
            return formats[i].name;
    }
    return NULL;
}

const char *image_packed(const uint8_t *data, size_t size)
{
    static const struct format formats[] = {
        {"gzip", 2, "\x1f\x8b"},  {"xz", 6, "\xfd" "7zXZ"},
        {"ZIP", 4, "PK\x03\x04"}, {"zstd", 4, "\x28\xb5\x2f\xfd"},
        {"bzip2", 3, "BZh"},      {"ELF", 4, "\x7f" "ELF"},
        {"UF2", 4, "UF2\n"},     {"RAR", 6, "Rar!\x1a\x07"},
        {"7z", 6, "7z\xbc\xaf\x27\x1c"}, {"LZ4", 4, "\x04\x22\x4d\x18"},
        {"LZ4", 4, "\x02\x21\x4c\x18"},  {"lzip", 4, "LZIP"},
        {"compress", 2, "\x1f\x9d"},     {"a ZIP without files", 4, "PK\x05\x06"},
        {"a Cabinet", 4, "MSCF"},
    };
    const struct format tar = {"tar", 5, "ustar"};
    const size_t tar_magic = 257; /* POSIX, pax: "ustar Interchange Format" */

    if (size > tar_magic && name_of(&tar, 1, data + tar_magic, size - tar_magic))
        return tar.name;
    return name_of(formats, sizeof(formats) / sizeof(formats[0]), data, size);
}

static bool is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Does the text begin with this word, in small or capital letters? */
static bool begins(const char *word, const uint8_t *text, size_t size)
{
    size_t length = strlen(word);

    if (size < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        uint8_t small = text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i];

        if (small != (uint8_t)word[i])
            return false;
    }
    return true;
}

/* Skips the mark of UTF-8 and white space. */
static size_t start_of_text(const uint8_t *data, size_t size)
{
    size_t at = begins("\xef\xbb\xbf", data, size) ? 3 : 0;

    while (at < size && is_space(data[at]))
        at++;
    return at;
}

/* An object or a list, with something in it that JSON has there. */
static bool is_json(const uint8_t *text, size_t size)
{
    size_t at = 1;

    if (size < 2 || (text[0] != '{' && text[0] != '['))
        return false;
    while (at < size && is_space(text[at]))
        at++;
    return at < size && strchr(text[0] == '{' ? "\"}" : "\"{[]", text[at]) && text[at] != '\0';
}

/* A line as "S1137AF0...": a digit for the kind, and then pairs of hexadecimal digits. */
static bool is_s_record(const uint8_t *text, size_t size)
{
    size_t at = 2;

    if (size < S_RECORD_MIN || text[0] != 'S' || text[1] < '0' || text[1] > '9')
        return false;
    while (at < size && text[at] != '\0' && strchr("0123456789abcdefABCDEF", text[at]))
        at++;
    return at >= S_RECORD_MIN && at % 2 == 0 && (at == size || is_space(text[at]));
}

/* The line of key=value that lies beside a dump. */
static bool is_description(const uint8_t *text, size_t size)
{
    return begins("port=", text, size) && memmem(text, size, " chip=", strlen(" chip="));
}

static bool is_text(const uint8_t *data, size_t size)
{
    if (size < TEXT_MIN || size > TEXT_MAX)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (data[i] == 0x7f || (data[i] < ' ' && !is_space(data[i])) || data[i] >= 0xf8)
            return false;
    }
    return true;
}

const char *image_mistaken(const uint8_t *data, size_t size, bool may_be_data)
{
    size_t at = start_of_text(data, size);
    const uint8_t *text = data + at;

    size -= at;
    if (begins("version https://git-lfs", text, size))
        return "a Git LFS pointer";
    if (begins("<!doctype", text, size) || begins("<html", text, size))
        return "an HTML page";
    if (is_description(text, size < TEXT_MAX ? size : TEXT_MAX))
        return "the description of a dump";
    if (may_be_data)
        return NULL;
    if (begins("<?xml", text, size))
        return "an XML document";
    if (is_json(text, size))
        return "a JSON document";
    if (begins("%pdf-", text, size))
        return "a PDF document";
    if (begins("\x89png\r\n", data, at + size))
        return "a PNG picture";
    if (is_s_record(text, size))
        return "Motorola S-records";
    return is_text(data, at + size) ? "a text" : NULL;
}

const char *image_wrapping(const uint8_t *data, size_t size)
{
    const char *name = image_packed(data, size);

    return name ? name : image_mistaken(data, size, false);
}
