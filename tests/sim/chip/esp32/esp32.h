/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32, as a row of the table of chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32_ESP32_H
#define SIM_CHIP_ESP32_ESP32_H

#include "sim/chip/sim_chip.h"

/* The chip that runs (self) is a struct esp32. */
extern const struct sim_chip sim_chip_esp32;

#endif
