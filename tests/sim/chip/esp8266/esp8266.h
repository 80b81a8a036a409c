/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP8266 and ESP8285, as a row of the table of chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_ESP8266_H
#define SIM_CHIP_ESP8266_ESP8266_H

#include "sim/chip/sim_chip.h"

/* The chip that runs (self) is a struct soc. */
extern const struct sim_chip sim_chip_esp8266;

#endif
