/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the dates of files.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/calendar.h"

#include <stdbool.h>
#include <string.h>

#include "tap.h"

enum { DAY = 24 * 3600 };

static bool is(uint32_t seconds, const char *date)
{
    struct tm utc = esp_calendar_utc(seconds);
    char text[32];

    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &utc);
    return strcmp(text, date) == 0 && esp_calendar_seconds(&utc) == seconds;
}

/* Compares with the C library, where its time_t reaches this far. */
static bool as_the_library(uint32_t seconds)
{
    time_t when = (time_t)seconds;
    struct tm utc = esp_calendar_utc(seconds), library;

    if (when < 0)
        return true;
    return gmtime_r(&when, &library) && library.tm_year == utc.tm_year &&
           library.tm_mon == utc.tm_mon && library.tm_mday == utc.tm_mday &&
           library.tm_hour == utc.tm_hour && library.tm_min == utc.tm_min &&
           library.tm_sec == utc.tm_sec && esp_calendar_seconds(&utc) == seconds;
}

int main(void)
{
    bool same = true;

    tap_ok(is(0, "1970-01-01 00:00:00"), "the first second");
    tap_ok(is(951868799, "2000-02-29 23:59:59"), "2000 is a leap year");
    tap_ok(is(UINT32_C(0x80000000), "2038-01-19 03:14:08"), "the first second that a time_t of 32 bits lacks");
    tap_ok(is(UINT32_C(4107542400), "2100-03-01 00:00:00"), "2100 is none");
    tap_ok(is(UINT32_MAX, "2106-02-07 06:28:15"), "the last second");
    for (uint32_t day = 0; day < UINT32_MAX / DAY; day++)
        same = same && as_the_library(day * DAY + day % DAY) && as_the_library(day * DAY);
    tap_ok(same, "each day is as the C library has it");
    tap_ok(esp_calendar_seconds(&(struct tm){.tm_year = 126, .tm_mon = 1, .tm_mday = 30}) ==
               esp_calendar_seconds(&(struct tm){.tm_year = 126, .tm_mon = 2, .tm_mday = 2}),
           "February 30 is March 2");
    tap_is(esp_calendar_seconds(&(struct tm){.tm_year = 207, .tm_mon = 11, .tm_mday = 31}), 0,
           "no time past 2106");
    return tap_done();
}
