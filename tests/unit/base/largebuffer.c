/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of memory for a whole image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/largebuffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

/* Sizes on both sides of a large page, and some that are no multiple of one. */
static const size_t rooms[] = {1, 4096, (2 << 20) - 1, 2 << 20, (2 << 20) + 1, (5 << 20) + 7, 16 << 20};

enum { ROOMS = sizeof(rooms) / sizeof(rooms[0]) };

/* Does byte i of the buffer still hold what fill() wrote? */
static int holds(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (data[i] != (uint8_t)(i * 31 + (i >> 12)))
            return 0;
    return 1;
}

static void fill(uint8_t *data, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        data[i] = (uint8_t)(i * 31 + (i >> 12));
}

int main(void)
{
    uint8_t *data = NULL;
    size_t used = 0;

    for (unsigned i = 0; i < ROOMS; i++) {
        uint8_t *grown = esp_large_buffer_grow(data, used, rooms[i]);

        tap_ok(grown && holds(grown, used), "a larger buffer keeps what the smaller one held");
        if (!grown)
            break;
        data = grown;
        fill(data, used, rooms[i]);
        used = rooms[i];
        tap_ok(holds(data, used), "the whole of the room can be written");
    }
    free(data);
    return tap_done();
}
