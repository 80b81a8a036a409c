/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of message and visible: no control character reaches a terminal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/message.h"

#include <stdlib.h>

#include "cli/visible.h"
#include "tap.h"
#include "unit/complaint.h"

static void shows(const char *text, const char *want, const char *name)
{
    struct complaint_catcher catcher = complaint_catch();
    char expected[256];

    message_error("%s", text);
    complaint_release(&catcher);
    snprintf(expected, sizeof(expected), "message: %s\n", want);
    tap_str(complaint, expected, name);
}

static void test_readable(void)
{
    shows("dump.bin", "dump.bin", "ASCII stays");
    shows("K\xc3\xbc" "che.bin", "K\xc3\xbc" "che.bin", "UTF-8 of two bytes stays");
    shows("\xe5\x8f\xb0\xe6\x89\x80", "\xe5\x8f\xb0\xe6\x89\x80", "UTF-8 of three bytes stays");
    shows("\xf0\x9f\x90\xb1\xe2\x80\x8d\xf0\x9f\x91\xa4", "\xf0\x9f\x90\xb1\xe2\x80\x8d\xf0\x9f\x91\xa4",
          "UTF-8 of four bytes stays, and what joins two of them");
    shows("\xc2\xa0\xe2\x80\x90\xe2\x81\xb0\xf4\x8f\xbf\xbd", "\xc2\xa0\xe2\x80\x90\xe2\x81\xb0\xf4\x8f\xbf\xbd",
          "so do the neighbours of what is escaped");
}

static void test_ascii(void)
{
    shows("\x1b[31mred", "\\x1b[31mred", "ESC is escaped");
    shows("a\rb\nc\td\x7f", "a\\x0db\\x0ac\\x09d\\x7f", "and so are the others of C0, and DEL");
}

static void test_c1(void)
{
    char text[3] = "", want[9];

    shows("\x9b" "31mred", "\\x9b31mred", "CSI as a single byte is escaped");
    shows("\xc2\x9b" "31mred", "\\xc2\\x9b31mred", "CSI as UTF-8 is escaped");
    for (unsigned c = 0x80; c <= 0x9f; c++) {
        snprintf(text, sizeof(text), "%c", (int)c);
        snprintf(want, sizeof(want), "\\x%02x", c);
        shows(text, want, want);
        snprintf(text, sizeof(text), "\xc2%c", (int)c);
        snprintf(want, sizeof(want), "\\xc2\\x%02x", c);
        shows(text, want, want);
    }
}

static void test_direction(void)
{
    /* U+202A to U+202E, U+2066 to U+2069, the marks, and the separators */
    static const char *const marks[] = {
        "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae",
        "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9", "\xe2\x80\x8e",
        "\xe2\x80\x8f", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xef\xbb\xbf",
    };
    char want[16];

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        snprintf(want, sizeof(want), "\\x%02x\\x%02x\\x%02x", (uint8_t)marks[i][0],
                 (uint8_t)marks[i][1], (uint8_t)marks[i][2]);
        shows(marks[i], want, want);
    }
    shows("a\xd8\x9c" "b", "a\\xd8\\x9cb", "the Arabic letter mark is escaped");
    shows("\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81", "a tag is escaped");
}

static void test_malformed(void)
{
    shows("caf\xe9", "caf\\xe9", "Latin-1 is shown byte by byte");
    shows("\xe2\x80", "\\xe2\\x80", "so is half a sequence at the end");
    shows("\xe2\x80x", "\\xe2\\x80x", "and before something else, which stays");
    shows("\xc0\x9b\xc1\xbf", "\\xc0\\x9b\\xc1\\xbf", "and an overlong form of two bytes");
    shows("\xe0\x82\x9b", "\\xe0\\x82\\x9b", "and one of three");
    shows("\xf0\x80\x82\x9b", "\\xf0\\x80\\x82\\x9b", "and one of four");
    shows("\xed\xa0\x80", "\\xed\\xa0\\x80", "and a surrogate");
    shows("\xf4\x90\x80\x80\xff\xfe", "\\xf4\\x90\\x80\\x80\\xff\\xfe", "and what is past the end");
}

/* In a message the text about a path comes after the path. */
static void test_long(void)
{
    enum { LONG = 4000 };
    struct complaint_catcher catcher;
    char *name = malloc(LONG + 1);
    char tail[32] = "";

    memset(name, '\x9b', LONG);
    name[LONG] = '\0';
    catcher = complaint_catch();
    message_error("opening %s: No such file", name);
    fflush(stderr);
    fseek(catcher.file, -14, SEEK_END);
    tap_ok(fgets(tail, sizeof(tail), catcher.file) != NULL, "a long message is there");
    complaint_release(&catcher);
    tap_str(tail, " No such file\n", "up to its end");
    free(name);
}

int main(void)
{
    message_start("message");
    test_readable();
    test_ascii();
    test_c1();
    test_direction();
    test_malformed();
    test_long();
    return tap_done();
}
