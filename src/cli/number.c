/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers: a checked parser, sizes for messages, and suggestions for mistyped sizes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/digit.h"
#include "cli/message.h"

/* Flash is erased in sectors of this size.  A size or address that a user means is most
 * likely a multiple of it. */
#define SECTOR_SIZE 4096u
/* No flash on an ESP8266 is larger, because the chip sends 24-bit addresses. */
#define LARGEST_FLASH (16u << 20)

/* Returns the text behind the digits, or NULL if there is no digit.  *overflow: the number
 * is too big. */
static const char *parse_digits(const char *text, unsigned base, uint64_t *value, bool *overflow)
{
    const char *p = text;
    uint64_t sum = 0;
    int digit;

    *overflow = false;
    for (; (digit = esp_digit(*p)) >= 0 && digit < (int)base; p++) {
        if (sum > (UINT64_MAX - (unsigned)digit) / base)
            *overflow = true;
        sum = sum * base + (unsigned)digit;
    }
    *value = sum;
    return p == text ? NULL : p;
}

/* The exponent of the power of two that a suffix stands for; -1 for other suffixes. */
static int suffix_shift(const char *suffix)
{
    static const struct {
        char letter;
        int shift;
    } units[] = {{'k', 10}, {'m', 20}, {'g', 30}};
    int shift = 0;

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strncasecmp(suffix, &units[i].letter, 1) == 0) {
            shift = units[i].shift;
            suffix++;
            break;
        }
    }
    if (*suffix == '\0' || strcasecmp(suffix, "B") == 0)
        return shift;
    return shift > 0 && strcasecmp(suffix, "iB") == 0 ? shift : -1;
}

static bool is_hexadecimal(const char *text)
{
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

enum number_error number_parse(const char *text, uint64_t *value)
{
    bool hexadecimal = is_hexadecimal(text);
    bool overflow;
    uint64_t number;
    const char *suffix = parse_digits(hexadecimal ? text + 2 : text, hexadecimal ? 16 : 10,
                                      &number, &overflow);
    int shift;

    if (!suffix || (hexadecimal && *suffix != '\0'))
        return NUMBER_BAD;
    shift = suffix_shift(suffix);
    if (shift < 0)
        return NUMBER_BAD;
    if (overflow || number > UINT64_MAX >> shift)
        return NUMBER_TOO_BIG;
    *value = number << shift;
    return NUMBER_OK;
}

bool number_option(const char *option, const char *text, uint64_t min, uint64_t max,
                   uint64_t *value)
{
    uint64_t number;

    switch (number_parse(text, &number)) {
    case NUMBER_OK:
        break;
    case NUMBER_TOO_BIG:
        message_error("--%s: %s is too big", option, text);
        return false;
    default:
        message_error("--%s: '%s' is not a number such as 4194304, 0x400000 or 4M", option, text);
        return false;
    }
    if (number < min) {
        message_error("--%s: %s is too small: at least %" PRIu64, option, text, min);
        return false;
    }
    if (number > max) {
        message_error("--%s: %s is too big: at most %" PRIu64, option, text, max);
        return false;
    }
    *value = number;
    return true;
}

/* In baud.  The slowest is that of the slowest adapter.  The chip's UART clock is 52 MHz at most
 * in the loader, which limits the fastest. */
enum { RATE_MIN = 300, RATE_MAX = 6000000 };

bool number_rate_option(const char *option, const char *text, uint32_t *baud)
{
    uint64_t number;

    if (text[strspn(text, "0123456789")] != '\0' || *text == '\0') {
        message_error("--%s: '%s' is not a rate such as 115200", option, text);
        return false;
    }
    if (!number_option(option, text, RATE_MIN, RATE_MAX, &number))
        return false;
    *baud = (uint32_t)number;
    return true;
}

bool number_rate(const char *text, uint32_t *baud)
{
    uint64_t number;

    if (text[strspn(text, "0123456789")] != '\0' || number_parse(text, &number) != NUMBER_OK ||
        number < RATE_MIN || number > RATE_MAX)
        return false;
    *baud = (uint32_t)number;
    return true;
}

void number_format_size(char *buf, size_t size, uint64_t bytes)
{
    static const char *const names[] = {"GiB", "MiB", "KiB"};

    for (unsigned i = 0; i < 3; i++) {
        unsigned shift = 30 - 10 * i;
        uint64_t unit = UINT64_C(1) << shift;
        uint64_t whole = bytes >> shift;
        uint64_t rest = bytes & (unit - 1);
        uint64_t tenths = (rest * 10 + unit / 2) >> shift;

        if (whole == 0)
            continue;
        if (rest == 0)
            snprintf(buf, size, "%" PRIu64 " %s", whole, names[i]);
        else if (tenths == 0 || tenths == 10)
            break;
        else
            snprintf(buf, size, "%" PRIu64 ".%" PRIu64 " %s", whole, tenths, names[i]);
        return;
    }
    snprintf(buf, size, "%" PRIu64 " byte%s", bytes, bytes == 1 ? "" : "s");
}

void number_format_time(char *buf, size_t size, uint64_t ms)
{
    uint64_t tenths = (ms + 50) / 100;
    uint64_t seconds = (ms + 500) / 1000;
    uint64_t minutes = (seconds + 30) / 60;

    if (tenths < 600)
        snprintf(buf, size, "%" PRIu64 ".%" PRIu64 " s", tenths / 10, tenths % 10);
    else if (seconds < 3600)
        snprintf(buf, size, "%" PRIu64 " min %" PRIu64 " s", seconds / 60, seconds % 60);
    else
        snprintf(buf, size, "%" PRIu64 " h %" PRIu64 " min", minutes / 60, minutes % 60);
}

void number_describe(char *buf, size_t size, const char *text, uint64_t value)
{
    bool hexadecimal = is_hexadecimal(text);
    bool suffixed = !hexadecimal && text[strspn(text, "0123456789")] != '\0';
    char human[32];

    if (suffixed) {
        snprintf(buf, size, "%s (0x%" PRIx64 ")", text, value);
        return;
    }
    number_format_size(human, sizeof(human), value);
    snprintf(buf, size, "%s (%s)", text, human);
}

static bool is_plausible(uint64_t number, uint64_t limit)
{
    return number > 0 && number <= limit && number % SECTOR_SIZE == 0;
}

/* Suggests 4194304 for 0x4194304, which has a 0x too many. */
static bool suggest_decimal(char *buf, size_t size, const char *text, uint64_t limit)
{
    const char *digits = text + 2;
    uint64_t decimal;

    if (!is_hexadecimal(text) || digits[strspn(digits, "0123456789")] != '\0' ||
        number_parse(digits, &decimal) != NUMBER_OK || !is_plausible(decimal, limit))
        return false;
    snprintf(buf, size, "%" PRIu64, decimal);
    return true;
}

/* Suggests 0x400000 for 0x4000000.  A size that a flash can have is probably no typing
 * error (for example 0x400000 for a 2 MiB flash), unless one digit less gives exactly the
 * limit. */
static bool suggest_without_a_zero(char *buf, size_t size, const char *text, uint64_t value,
                                   uint64_t limit)
{
    bool hexadecimal = is_hexadecimal(text);
    unsigned base = hexadecimal ? 16 : 10;
    uint64_t shorter = value / base;

    if (text[strlen(text) - 1] != '0' || !is_plausible(shorter, limit))
        return false;
    if (value <= LARGEST_FLASH && shorter != limit)
        return false;
    snprintf(buf, size, hexadecimal ? "0x%" PRIx64 : "%" PRIu64, shorter);
    return true;
}

bool number_suggest(char *buf, size_t size, const char *text, uint64_t value, uint64_t limit)
{
    return suggest_decimal(buf, size, text, limit) ||
           suggest_without_a_zero(buf, size, text, value, limit);
}
