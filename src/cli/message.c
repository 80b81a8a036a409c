/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages to standard error.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/message.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/terminal/screen.h"
#include "cli/visible.h"

enum message_level {
    MESSAGE_QUIET,   /* errors only */
    MESSAGE_NORMAL,  /* errors and notices */
    MESSAGE_VERBOSE, /* errors, notices and each step */
};

static const char *program = "esputils";
static enum message_level current_level = MESSAGE_NORMAL;
static unsigned verbosity; /* how often -v was given; 0 after -q */
static void (*clear_screen_line)(void);
static char last_error[512];

void message_start(const char *name)
{
    program = name;
}

const char *message_program(void)
{
    return program;
}

void message_set_level(unsigned quiet, unsigned verbose)
{
    verbosity = quiet > 0 ? 0 : verbose;
    if (quiet > 0)
        current_level = MESSAGE_QUIET;
    else
        current_level = verbose > 0 ? MESSAGE_VERBOSE : MESSAGE_NORMAL;
}

unsigned message_verbosity(void)
{
    return verbosity;
}

void message_before(void (*clear)(void))
{
    clear_screen_line = clear;
}

/* Writes the whole line at once, because several processes of esp-detect --all share the
 * terminal.  The buffer has room for a path of 4096 bytes (PATH_MAX) and for the text
 * behind the path, which says what went wrong. */
__attribute__((format(printf, 1, 0))) static void print_line(const char *format, va_list args)
{
    char line[2 * PATH_MAX];
    static const char erase[] = "\r\033[K"; /* ECMA-48 EL */
    char shown[sizeof(erase) + VISIBLE_EXPANSION * sizeof(line) + 2] = "";
    int used = snprintf(line, sizeof(line), "%s: ", program);
    size_t start = used > 0 && (size_t)used < sizeof(line) ? (size_t)used : 0;

    vsnprintf(line + start, sizeof(line) - start, format, args);
    if (isatty(STDERR_FILENO) && screen_has_other_bar())
        strcpy(shown, erase);
    visible_copy(shown + strlen(shown), line);
    strcat(shown, "\n");
    if (clear_screen_line)
        clear_screen_line();
    fputs(shown, stderr);
    fflush(stderr);
}

void message_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(last_error, sizeof(last_error), format, args);
    va_end(args);
    va_start(args, format);
    print_line(format, args);
    va_end(args);
}

void message_notice(const char *format, ...)
{
    va_list args;

    if (current_level < MESSAGE_NORMAL)
        return;
    va_start(args, format);
    print_line(format, args);
    va_end(args);
}

void message_verbose(const char *format, ...)
{
    va_list args;

    if (current_level < MESSAGE_VERBOSE)
        return;
    va_start(args, format);
    print_line(format, args);
    va_end(args);
}

const char *message_last_error(void)
{
    return last_error;
}
