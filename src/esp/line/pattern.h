/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes for testing a serial line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_PATTERN_H
#define ESP_LINE_PATTERN_H

#include <stddef.h>
#include <stdint.h>

/* Fills bytes with what lines are likely to damage: long and short pulses, single bits, the
 * bytes that SLIP escapes.  If size leaves room, each round gets other random bytes. */
void esp_pattern(uint8_t *bytes, size_t size, unsigned round);

#endif
