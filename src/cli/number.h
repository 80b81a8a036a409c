/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that a person types, and numbers shown to a person.
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

/* 4194304, 0x400000, 4M, 4MB, 4MiB, 4m, 1k, 2G, 512B: k, M and G are powers of
 * 1024 whatever follows them.  A leading zero does not mean octal.  No sign, no
 * blank, no fraction, no suffix after hexadecimal digits.  *value is set only
 * on NUMBER_OK. */
enum number_error number_parse(const char *text, uint64_t *value);

/* Reads the value of an option and complains, naming the option, where it is
 * no number or not within min and max. */
bool number_option(const char *option, const char *text, uint64_t min, uint64_t max,
                   uint64_t *value);

/* A line rate: decimal digits only, as a suffix would not mean what it says. */
bool number_rate_option(const char *option, const char *text, uint32_t *baud);

/* "4 MiB", "1.5 MiB", "65.6 MiB"; "1000 bytes" where one decimal would hide
 * that it is not a round number. */
void number_format_size(char *buf, size_t size, uint64_t bytes);

/* "0.4 s", "59.9 s", "4 min 12 s", "2 h 13 min". */
void number_format_time(char *buf, size_t size, uint64_t ms);

/* A number as it was typed and what it comes to: "0x4000000 (64 MiB)". */
void number_describe(char *buf, size_t size, const char *text, uint64_t value);

/* What was probably meant by text, whose value is above limit: one digit zero
 * too many (0x4000000), or decimal digits written as hexadecimal (0x4194304).
 * False where the digits suggest nothing. */
bool number_suggest(char *buf, size_t size, const char *text, uint64_t value, uint64_t limit);

#endif
