/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32-C3: a row of the table of chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32C3_ESP32C3_H
#define SIM_CHIP_ESP32C3_ESP32C3_H

#include "sim/chip/sim_chip.h"

extern const struct sim_chip sim_chip_esp32c3;

#endif
