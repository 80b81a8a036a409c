/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names from images, for people.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/show/shown_name.h"

#include <stdbool.h>
#include <string.h>

#include "cli/visible.h"

enum { NAME_MAX_BYTES = 200 }; /* of a name; more is cut off before anything else */

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80; /* RFC 3629 */
}

/* The number of bytes of the first "most" characters. */
static size_t bytes_of(const char *text, size_t most)
{
    size_t at = 0;

    for (; text[at] != '\0'; at++)
        if (!continues(text[at]) && most-- == 0)
            break;
    return at;
}

void shown_name(char out[SHOWN_NAME_SIZE], const char *name, size_t most)
{
    char start[NAME_MAX_BYTES + 1];
    size_t length = strnlen(name, NAME_MAX_BYTES), kept;
    bool cut = name[length] != '\0';

    while (cut && length > 0 && continues(name[length]))
        length--;
    memcpy(start, name, length);
    start[length] = '\0';
    visible_copy(out, start);
    kept = bytes_of(out, most);
    if (!cut && out[kept] == '\0')
        return;
    strcpy(out + bytes_of(out, most > 3 ? most - 3 : 0), "...");
}
