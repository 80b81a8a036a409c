/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: numbers that a person types, the same numbers printed and read again, and
 * the guess at what a person meant.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first byte gives the size of a flash, the second the room for a text.  The rest is
 * the number.
 */
#include "cli/number.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>

#include "fuzz/lib/fuzz.h"

enum { SECTOR_SIZE = 4096, TEXT_MAX = 64 };

/* The value must be the digits as the C library reads them, times the suffix's factor. */
static void check_value(const char *text, uint64_t value)
{
    bool hexadecimal = text[0] == '0' && toupper((unsigned char)text[1]) == 'X';
    static const char letters[] = "KMG";
    char *suffix;
    const char *letter;
    unsigned long long digits;
    unsigned shift = 0;

    FUZZ_CHECK(isdigit((unsigned char)text[0]));
    errno = 0;
    digits = strtoull(text, &suffix, hexadecimal ? 16 : 10);
    FUZZ_CHECK(errno == 0);
    letter = *suffix ? strchr(letters, toupper((unsigned char)*suffix)) : NULL;
    if (letter)
        shift = 10 * (unsigned)(letter - letters + 1);
    FUZZ_CHECK(digits << shift >> shift == digits && value == digits << shift);
}

static void check_printed(uint64_t value)
{
    static const char *const formats[] = {"%" PRIu64, "0x%" PRIx64, "0X%" PRIX64, "00%" PRIu64 "B"};

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        uint64_t again = ~value;
        char text[TEXT_MAX];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(text, sizeof(text), formats[i], value);
#pragma GCC diagnostic pop
        FUZZ_CHECK(number_parse(text, &again) == NUMBER_OK && again == value);
    }
}

/* A suffix multiplies by its factor, and an overflow is reported. */
static void check_suffix(uint64_t value)
{
    static const char letters[] = "kMG";

    for (unsigned i = 0; i < 3; i++) {
        unsigned shift = 10 * (i + 1);
        uint64_t again = 0;
        char text[TEXT_MAX];
        enum number_error error;

        snprintf(text, sizeof(text), "%" PRIu64 "%c", value, letters[i]);
        error = number_parse(text, &again);
        if (value > UINT64_MAX >> shift)
            FUZZ_CHECK(error == NUMBER_TOO_BIG && again == 0);
        else
            FUZZ_CHECK(error == NUMBER_OK && again == value << shift);
    }
}

static void check_suggestion(const char *text, uint64_t value, uint64_t limit, size_t room)
{
    char *meant = malloc(room);
    uint64_t number = 0;
    bool found;

    FUZZ_CHECK(meant);
    found = number_suggest(meant, room, text, value, limit);
    if (found) {
        FUZZ_CHECK(memchr(meant, '\0', room));
        FUZZ_CHECK(room < 32 || (number_parse(meant, &number) == NUMBER_OK && number > 0 &&
                                 number <= limit && number % SECTOR_SIZE == 0));
    }
    free(meant);
}

/* The texts for a person stay within their room. */
static void check_texts(const char *text, uint64_t value, size_t room)
{
    char *shown = malloc(room);

    FUZZ_CHECK(shown);
    number_describe(shown, room, text, value);
    FUZZ_CHECK(memchr(shown, '\0', room));
    number_format_size(shown, room, value);
    FUZZ_CHECK(memchr(shown, '\0', room));
    number_format_time(shown, room, value);
    FUZZ_CHECK(memchr(shown, '\0', room));
    free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    uint64_t limit = (uint64_t)SECTOR_SIZE << fuzz_byte(&input) % 20;
    size_t room = 1 + fuzz_byte(&input) % 96;
    char *text = fuzz_text(input.data, input.size);
    uint64_t value = 12345;
    enum number_error error = number_parse(text, &value);

    if (error == NUMBER_OK) {
        check_value(text, value);
        check_printed(value);
        check_suffix(value);
        check_suggestion(text, value, limit, room);
        check_suggestion(text, value, limit - 1, 32);
        check_texts(text, value, room);
    } else {
        FUZZ_CHECK(error == NUMBER_BAD || error == NUMBER_TOO_BIG);
        FUZZ_CHECK(value == 12345);
    }
    free(text);
    return 0;
}
