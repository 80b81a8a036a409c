/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's speed.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/speed.h"

#include <stdbool.h>

#include "stub/chip.h"
#include "stub/flash/bus.h"

static bool doubled;

static void set(bool twice)
{
    doubled = twice;
    chip_double_clock(twice);
}

uint32_t speed_double(void)
{
    uint32_t before, after;

    set(false);
    before = bus_read_cycles();
    set(true);
    after = bus_read_cycles();
    /* The flash's clock does not change, so a CPU at twice the speed counts twice as many
     * cycles for a read.  Copying is an exception: it takes 100 of 1200 cycles on an
     * ESP8266. */
    if (after < before + before / 2)
        set(false);
    return speed_factor();
}

void speed_normal(void)
{
    set(false);
}

uint32_t speed_factor(void)
{
    return 1 + doubled;
}
