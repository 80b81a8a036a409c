/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that users type, and numbers in messages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_NUMBER_H
#define CLI_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_error {
    NUMBER_OK,
    NUMBER_BAD,     /* not a number */
    NUMBER_TOO_BIG, /* does not fit 64 bits */
};

/* Parses a number: 4194304, 0x400000, 4M, 4MB, 4MiB, 4m, 1k, 2G, 512B.  k, M and G always
 * mean powers of 1024.  A leading zero does not mean octal.  Signs, blanks, fractions, and
 * suffixes after hexadecimal digits are errors.  *value is set only with NUMBER_OK. */
enum number_error number_parse(const char *text, uint64_t *value);

/* Parses the value of an option.  False, after a message that names the option, if the
 * value is no number or is not between min and max. */
bool number_option(const char *option, const char *text, uint64_t min, uint64_t max,
                   uint64_t *value);

/* Parses a line rate.  Only decimal digits are allowed: "115k" would mean 115 * 1024. */
bool number_rate_option(const char *option, const char *text, uint32_t *baud);

/* The same without a message. */
bool number_rate(const char *text, uint32_t *baud);

/* "4 MiB", "1.5 MiB", "65.6 MiB".  "1000 bytes" if one decimal would make the number look
 * round although it is not. */
void number_format_size(char *buf, size_t size, uint64_t bytes);

/* "0.4 s", "59.9 s", "4 min 12 s", "2 h 13 min". */
void number_format_time(char *buf, size_t size, uint64_t ms);

/* A number as it was typed, and its value: "0x4000000 (64 MiB)". */
void number_describe(char *buf, size_t size, const char *text, uint64_t value);

/* Suggests the number that the user probably meant, if text's value is above limit: text
 * may have a zero too many (0x4000000), or decimal digits after 0x (0x4194304).  False if
 * there is no suggestion. */
bool number_suggest(char *buf, size_t size, const char *text, uint64_t value, uint64_t limit);

#endif
