/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a digit is worth.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BASE_DIGIT_H
#define BASE_DIGIT_H

/* Of a decimal or hexadecimal digit in either case; -1 for anything else. */
static inline int esp_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

#endif
