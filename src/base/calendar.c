/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates of files, in UTC.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/calendar.h"

#include <stdbool.h>

enum { HOUR = 3600, DAY = 24 * HOUR }; /* seconds */

/* year: as in tm_year, since 1900 */
static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 100);
}

static int days_of_year(int year)
{
    return is_leap(year) ? 366 : 365;
}

static int days_of_month(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month] + (month == 1 && is_leap(year) ? 1 : 0);
}

struct tm esp_calendar_utc(uint32_t seconds)
{
    int days = (int)(seconds / DAY), rest = (int)(seconds % DAY);
    struct tm utc = {.tm_year = 70, .tm_hour = rest / HOUR, .tm_min = rest / 60 % 60,
                     .tm_sec = rest % 60};

    while (days >= days_of_year(utc.tm_year))
        days -= days_of_year(utc.tm_year++);
    while (days >= days_of_month(utc.tm_year, utc.tm_mon))
        days -= days_of_month(utc.tm_year, utc.tm_mon++);
    utc.tm_mday = days + 1;
    return utc;
}

uint32_t esp_calendar_seconds(const struct tm *utc)
{
    int64_t seconds, days = utc->tm_mday - 1;

    for (int year = 70; year < utc->tm_year; year++)
        days += days_of_year(year);
    for (int month = 0; month < utc->tm_mon; month++)
        days += days_of_month(utc->tm_year, month);
    seconds = days * DAY + utc->tm_hour * HOUR + utc->tm_min * 60 + utc->tm_sec;
    return seconds <= UINT32_MAX ? (uint32_t)seconds : 0;
}
