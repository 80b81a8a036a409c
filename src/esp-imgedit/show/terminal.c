/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the terminal on standard output can show.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/show/terminal.h"

#include <langinfo.h>
#include <locale.h>
#if __has_include(<xlocale.h>)
#include <xlocale.h> /* newlocale() of macOS and FreeBSD */
#endif
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/number.h"

enum { USUAL_COLUMNS = 80, MOST_COLUMNS = 10000 };

static unsigned find_columns(void)
{
    const char *told = getenv("COLUMNS");
    struct winsize window;
    uint64_t columns;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        return window.ws_col;
    if (told && number_parse(told, &columns) == NUMBER_OK && columns > 0 && columns < MOST_COLUMNS)
        return (unsigned)columns;
    return USUAL_COLUMNS;
}

/* See no-color.org: the variable counts if it is not empty. */
static bool find_colour(void)
{
    const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) && term && *term &&
           strcmp(term, "dumb") != 0;
}

/* The program keeps the "C" locale, so that numbers and messages stay as they are. */
static bool find_utf8(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    bool utf8 = locale && strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;

    if (locale)
        freelocale(locale);
    return utf8;
}

void terminal_find(struct terminal *terminal)
{
    *terminal = (struct terminal){
        .columns = find_columns(),
        .colour = find_colour(),
        .utf8 = find_utf8(),
    };
}

unsigned terminal_width_of(const char *text)
{
    unsigned width = 0;

    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80; /* not a continuation (RFC 3629) */
    return width;
}
