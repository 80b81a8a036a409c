/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The byte that a receiver reads when the sender has another rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_LINE_GARBLE_H
#define SIM_LINE_GARBLE_H

#include <stdbool.h>
#include <stdint.h>

/* True if a receiver at one rate can read a sender at the other rate.  The limit is 4 %:
 * there the receiver still samples the last of ten bits inside that bit. */
bool garble_same_rate(uint32_t sent_baud, uint32_t received_baud);

/* The byte that a receiver samples at received_baud.  The line is idle after the byte. */
uint8_t garble_byte(uint8_t byte, uint32_t sent_baud, uint32_t received_baud);

#endif
