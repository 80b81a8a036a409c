/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates of files, in UTC.  gmtime_r() and timegm() do the same, but only until 2038 on systems
 * whose time_t has 32 bits.  The times of the file systems have 32 bits without a sign, which
 * suffice until 2106.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdint.h>
#include <time.h>

/* seconds: since 1970.  Sets tm_year, tm_mon, tm_mday, tm_hour, tm_min and tm_sec, which is what
 * strftime() needs for digits; the other members are 0. */
struct tm esp_calendar_utc(uint32_t seconds);

/* Seconds since 1970, of the same members; tm_year and tm_mon must be those of a month from
 * 1970 on.  A month may have days or a day hours too many: February 30 is then a day in
 * March.  0 for a time past 2106. */
uint32_t esp_calendar_seconds(const struct tm *utc);

#endif
