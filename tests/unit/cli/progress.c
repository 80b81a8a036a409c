/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of cli/progress: the text of the bar at several widths.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/progress.h"

#include "tap.h"

#define MIB 1048576

static const char *bar(unsigned width, uint64_t done, uint64_t total, uint64_t elapsed_ms)
{
    static char text[256];

    progress_format_bar(text, sizeof(text), width, "read", done, total, elapsed_ms);
    return text;
}

static void test_texts(void)
{
    tap_str(bar(80, 0, 4 * MIB, 0), "read   0% [>                                    ] "
            "0.0 KiB of 4.0 MiB", "at the start there is no rate");
    tap_str(bar(80, MIB, 4 * MIB, 10000),
            "read  25% [======>                  ] 1.0 MiB of 4.0 MiB, 102.4 KiB/s, 0:30 left",
            "a quarter done in ten seconds leaves half a minute");
    tap_str(bar(80, 4 * MIB, 4 * MIB, 364000),
            "read 100% [=====================================] 4.0 MiB, 11.3 KiB/s, took 6:04",
            "at the end it tells how long it took");
    tap_str(bar(62, MIB, 4 * MIB, 10000),
            "read  25% 1.0 MiB of 4.0 MiB, 102.4 KiB/s, 0:30 left",
            "without room for a gauge the figures stay");
    tap_str(bar(20, MIB, 4 * MIB, 10000), "read  25% 1.0 MiB of", "a narrow terminal cuts it");
    tap_str(bar(80, 1, 4 * MIB, 600000000),
            "read   0% [>                       ] 0.0 KiB of 4.0 MiB, 0.0 KiB/s, 5999:59 left",
            "a line that hardly moves has a bounded time");
}

static void test_widths(void)
{
    bool fits = true;

    for (unsigned width = 0; width < 200; width++) {
        for (uint64_t done = 0; done <= 16 * MIB; done += MIB)
            fits = fits && strlen(bar(width, done, 16 * MIB, 1000 * done / 4096)) <= width;
    }
    tap_ok(fits, "a bar is never wider than its terminal");
    tap_ok(strlen(bar(80, 0, 0, 0)) <= 80, "nothing to do is no division by 0");
}

static void test_styles(void)
{
    tap_is(progress_style_of("none", false), PROGRESS_NONE, "none is none");
    tap_is(progress_style_of("line", false), PROGRESS_LINE, "line is lines");
    tap_is(progress_style_of("line", true), PROGRESS_NONE, "-q is silent");
}

int main(void)
{
    test_texts();
    test_widths();
    test_styles();
    return tap_done();
}
