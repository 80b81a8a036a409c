/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes for testing a serial line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/pattern.h"

/* Apart from the stop bit, 0x00 is the longest pulse.  0x55 has the most pulses, all
 * short. */
static const uint8_t hard[] = {0x00, 0xff, 0x55, 0xaa, 0xc0, 0xdb, 0x00, 0x00, 0xff, 0xff};

/* First bytes with one bit set, then bytes with one bit clear, then random bytes. */
static uint8_t soft(size_t i, uint32_t *state)
{
    if (i < 16)
        return (uint8_t)(1u << i % 8 ^ (i < 8 ? 0 : 0xff));
    *state = *state * 1664525 + 1013904223; /* Numerical Recipes' generator */
    return (uint8_t)(*state >> 24);
}

void esp_pattern(uint8_t *bytes, size_t size, unsigned round)
{
    uint32_t state = round;

    for (size_t i = 0; i < size; i++)
        bytes[i] = i < sizeof(hard) ? hard[i] : soft(i - sizeof(hard), &state);
}
