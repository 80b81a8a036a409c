/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test Anything Protocol for the C unit tests: tap_ok(), checks of values, and a plan at
 * the end.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A test program calls the checks and ends with `return tap_done();`.
 */
#ifndef TAP_H
#define TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static unsigned tap_count, tap_failed;

__attribute__((format(printf, 2, 3), unused)) static bool tap_ok(bool pass, const char *format, ...)
{
    va_list args;

    tap_count++;
    if (!pass)
        tap_failed++;
    printf("%sok %u - ", pass ? "" : "not ", tap_count);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
    return pass;
}

__attribute__((unused)) static bool tap_is(uint64_t got, uint64_t want, const char *name)
{
    bool pass = tap_ok(got == want, "%s", name);

    if (!pass)
        printf("# got 0x%" PRIx64 ", want 0x%" PRIx64 "\n", got, want);
    return pass;
}

__attribute__((unused)) static bool tap_str(const char *got, const char *want, const char *name)
{
    bool pass = tap_ok(got && strcmp(got, want) == 0, "%s", name);

    if (!pass)
        printf("# got \"%s\"\n# want \"%s\"\n", got ? got : "(null)", want);
    return pass;
}

__attribute__((unused)) static int tap_done(void)
{
    printf("1..%u\n", tap_count);
    return tap_failed ? 1 : 0;
}

#endif
