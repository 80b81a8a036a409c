/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of cli/progress: the text of the bar at several widths.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/progress.h"

#include "tap.h"

#define MIB 1048576

static const char *bar_left(unsigned width, const struct progress_figures *figures)
{
    static char text[256];

    progress_format_bar(text, sizeof(text), width, "read", figures);
    return text;
}

/* The bar of work of which 30 seconds are left. */
static const char *bar(unsigned width, uint64_t done, uint64_t total, uint64_t elapsed_ms)
{
    const struct progress_figures figures = {
        .done = done, .total = total, .elapsed_ms = elapsed_ms,
        .trust = ESP_ETA_ABOUT, .left_ms = 30000};

    return bar_left(width, &figures);
}

static void test_texts(void)
{
    tap_str(bar(80, 0, 4 * MIB, 0), "read   0% [>                                    ] "
            "0.0 KiB of 4.0 MiB", "at the start there is no rate");
    tap_str(bar(80, MIB, 4 * MIB, 10000),
            "read  25% [======>                  ] 1.0 MiB of 4.0 MiB, 102.4 KiB/s, 0:30 left",
            "the amount, the rate, and the time that is left");
    tap_str(bar(80, 4 * MIB, 4 * MIB, 364000),
            "read 100% [=====================================] 4.0 MiB, 11.3 KiB/s, took 6:04",
            "at the end it tells how long it took");
    tap_str(bar(62, MIB, 4 * MIB, 10000),
            "read  25% 1.0 MiB of 4.0 MiB, 102.4 KiB/s, 0:30 left",
            "without room for a gauge the figures stay");
    tap_str(bar(20, MIB, 4 * MIB, 10000), "read  25% 1.0 MiB of", "a narrow terminal cuts it");
}

static void test_left(void)
{
    struct progress_figures figures = {.done = 1, .total = 4 * MIB, .elapsed_ms = 600000,
                                       .trust = ESP_ETA_ABOUT, .left_ms = UINT64_C(600000000)};

    tap_str(bar_left(80, &figures),
            "read   0% [>                       ] 0.0 KiB of 4.0 MiB, 0.0 KiB/s, 5999:59 left",
            "a line that hardly moves has a bounded time");
    figures.left_ms = 58000;
    figures.trust = ESP_ETA_AT_MOST;
    tap_str(bar_left(80, &figures),
            "read   0% [>                  ] 0.0 KiB of 4.0 MiB, 0.0 KiB/s, at most 0:58 left",
            "if little is known, the longest time");
    figures.trust = ESP_ETA_NONE;
    tap_str(bar_left(80, &figures),
            "read   0% [>                         ] 0.0 KiB of 4.0 MiB, 0.0 KiB/s, --:-- left",
            "if nothing is known, no time");
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

static void sum_is(uint64_t bytes, uint64_t ms, uint32_t baud, const char *want)
{
    char text[128];

    progress_format_sum(text, sizeof(text), bytes, ms, baud);
    tap_str(text, want, want);
}

static void test_sum(void)
{
    sum_is(4194304, 28100, 115200, "4.0 MiB in 28.1 s, 13 times the speed of the line");
    sum_is(4194304, 4200, 921600, "4.0 MiB in 4.2 s, 11 times the speed of the line");
    sum_is(65536, 6000, 115200, "64.0 KiB in 6.0 s, 0.9 times the speed of the line");
    sum_is(65536, 6000, 0, "64.0 KiB in 6.0 s");
    sum_is(16, 0, 115200, "0.0 KiB in 0.0 s");
}

int main(void)
{
    test_texts();
    test_left();
    test_widths();
    test_styles();
    test_sum();
    return tap_done();
}
