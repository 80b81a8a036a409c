/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a receiver makes of a byte that was sent at another rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_LINE_GARBLE_H
#define SIM_LINE_GARBLE_H

#include <stdbool.h>
#include <stdint.h>

/* True when a receiver at one rate reads a sender at the other: within 4 %,
 * where the last of ten bits is still sampled inside itself. */
bool garble_same_rate(uint32_t sent_baud, uint32_t received_baud);

/* The byte as a receiver at received_baud samples it, the line idle after. */
uint8_t garble_byte(uint8_t byte, uint32_t sent_baud, uint32_t received_baud);

#endif
