/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of a digit.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BASE_DIGIT_H
#define BASE_DIGIT_H

/* The value of a decimal or hexadecimal digit, in upper or lower case; -1 for any other
 * character. */
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
