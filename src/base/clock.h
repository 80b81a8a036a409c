/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock for time-outs: monotonic milliseconds.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* No wait in a system call is longer than this, because a request to stop must be noticed
 * within 100 ms. */
enum { ESP_CLOCK_SLICE_MS = 50 };

static inline uint64_t esp_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* The time timeout_ms from now.  A negative time-out counts as 0. */
static inline uint64_t esp_clock_after(int timeout_ms)
{
    return esp_clock_ms() + (uint64_t)(timeout_ms > 0 ? timeout_ms : 0);
}

/* Milliseconds until the deadline; 0 if the deadline has passed. */
static inline int esp_clock_left(uint64_t deadline_ms)
{
    uint64_t now = esp_clock_ms();

    return deadline_ms > now ? (int)(deadline_ms - now) : 0;
}

/* Milliseconds until the deadline, but at most ESP_CLOCK_SLICE_MS. */
static inline int esp_clock_slice(uint64_t deadline_ms)
{
    int left = esp_clock_left(deadline_ms);

    return left < ESP_CLOCK_SLICE_MS ? left : ESP_CLOCK_SLICE_MS;
}

#endif
