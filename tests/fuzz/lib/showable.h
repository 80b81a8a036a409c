/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the fuzz targets: checks that a terminal only shows a text, and does not obey it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FUZZ_SHOWABLE_H
#define FUZZ_SHOWABLE_H

#include "fuzz/lib/fuzz.h"

/* The text must be well-formed UTF-8.  It must have no control character of C0 or C1, no
 * separator of lines, and no mark that changes the direction of writing. */
__attribute__((unused)) static void fuzz_check_showable(const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        uint8_t first = (uint8_t)text[i];
        size_t more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        uint32_t least = more == 0 ? 0 : more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
        uint32_t c = more ? first & (0x3fu >> more) : first;

        FUZZ_CHECK(first < 0x80 || first >= 0xc2);
        FUZZ_CHECK(more < size - i);
        for (i++; more; more--, i++) {
            FUZZ_CHECK(((uint8_t)text[i] & 0xc0) == 0x80);
            c = c << 6 | ((uint8_t)text[i] & 0x3f);
        }
        FUZZ_CHECK(c >= least && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff));
        FUZZ_CHECK(c >= 0x20 && (c < 0x7f || c > 0x9f));
        FUZZ_CHECK(c != 0x61c && c != 0x200e && c != 0x200f && (c < 0x2028 || c > 0x202e) &&
                   (c < 0x2066 || c > 0x206f));
    }
}

#endif
