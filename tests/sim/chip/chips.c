/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of virtual chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stddef.h>
#include <string.h>

#include "sim/chip/esp32/esp32.h"
#include "sim/chip/esp32c3/esp32c3.h"
#include "sim/chip/esp8266/esp8266.h"
#include "sim/chip/sim_chip.h"

const struct sim_chip *const sim_chips[] = {
    &sim_chip_esp8266,
    &sim_chip_esp32,
    &sim_chip_esp32c3,
    NULL,
};

static bool has_name(const struct sim_chip *chip, const char *name)
{
    for (const char *const *known = chip->names; *known; known++)
        if (strcmp(*known, name) == 0)
            return true;
    return false;
}

const struct sim_chip *sim_chip_find(const struct sim_chip *const *chips, const char *name)
{
    while (*chips && !has_name(*chips, name))
        chips++;
    return *chips;
}
