/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines on which a flash answers, and the lines that the controller looks at.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: W25Q32FV data sheet, "Fast Read Dual Output (3Bh)".  With one line, each clock has a
 * bit on IO1.  With two lines, the higher one of two bits is on IO1, the other one on IO0.
 * With four lines, the highest one of four bits is on IO3.  A line that nobody drives is high.
 */
#include "sim/spi/spi_internal.h"

#include <string.h>

enum { IO0 = 0, IO1 = 1 };

static unsigned bit_of(const uint8_t *bytes, size_t at)
{
    return bytes[at / 8] >> (7 - at % 8) & 1;
}

/* The line that has the bit "place" (the highest is 0) of a clock's bits. */
static unsigned line_of(unsigned lines, unsigned place)
{
    return lines == 1 ? IO1 : lines - 1 - place;
}

size_t spi_sent_bytes(const struct spi_wire *wire, unsigned flash_lines)
{
    size_t clocks = (wire->in_bits + wire->in_lines - 1) / wire->in_lines;

    return (clocks * flash_lines + 7) / 8;
}

/* The level of a line at a clock of the answer. */
static unsigned level(const uint8_t *sent, unsigned flash_lines, size_t clock, unsigned line)
{
    for (unsigned place = 0; place < flash_lines; place++)
        if (line_of(flash_lines, place) == line)
            return bit_of(sent, clock * flash_lines + place);
    return 1;
}

void spi_sample(uint8_t *answer, const struct spi_wire *wire, const uint8_t *sent,
                unsigned flash_lines, bool data_in_dead)
{
    if (flash_lines == wire->in_lines && !data_in_dead) {
        memcpy(answer, sent, (wire->in_bits + 7) / 8);
        return;
    }
    memset(answer, 0, (wire->in_bits + 7) / 8);
    for (size_t i = 0; i < wire->in_bits; i++) {
        unsigned line = line_of(wire->in_lines, (unsigned)(i % wire->in_lines));
        bool dead = data_in_dead && line == IO0;

        if (dead || level(sent, flash_lines, i / wire->in_lines, line))
            answer[i / 8] |= (uint8_t)(0x80 >> i % 8);
    }
}
