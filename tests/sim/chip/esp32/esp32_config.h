/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of a virtual ESP32.  Its configuration is a struct esp32_soc_config.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32_ESP32_CONFIG_H
#define SIM_CHIP_ESP32_ESP32_CONFIG_H

#include "sim/chip/chip_option.h"

extern const struct sim_option esp32_options[];

/* This is configure() of struct sim_chip. */
void *esp32_configure(const char *name);

#endif
