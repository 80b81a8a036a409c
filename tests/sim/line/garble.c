/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The byte that a receiver reads when the sender has another rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/line/garble.h"

bool garble_same_rate(uint32_t sent_baud, uint32_t received_baud)
{
    uint64_t low = sent_baud < received_baud ? sent_baud : received_baud;
    uint64_t high = sent_baud < received_baud ? received_baud : sent_baud;

    return (high - low) * 100 <= 4 * high;
}

uint8_t garble_byte(uint8_t byte, uint32_t sent_baud, uint32_t received_baud)
{
    /* A start bit, eight data bits, and then a high line without end. */
    uint64_t line = ((uint64_t)byte << 1) | ~UINT64_C(0x1ff);
    uint8_t out = 0;

    if (!sent_baud || !received_baud)
        return byte;
    for (unsigned bit = 0; bit < 8; bit++) {
        /* the middle of the receiver's bit, counted in bits of the sender */
        uint64_t at = (2 * (uint64_t)bit + 3) * sent_baud / (2 * (uint64_t)received_baud);

        if (at > 63 || (line >> at & 1))
            out |= (uint8_t)(1u << bit);
    }
    return out;
}
