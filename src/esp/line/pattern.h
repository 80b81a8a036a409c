/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that try a serial line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_PATTERN_H
#define ESP_LINE_PATTERN_H

#include <stddef.h>
#include <stdint.h>

/* What lines are likely to get wrong: long and short pulses, one bit alone, the
 * bytes that SLIP escapes.  Each round gives others where there is room. */
void esp_pattern(uint8_t *bytes, size_t size, unsigned round);

#endif
