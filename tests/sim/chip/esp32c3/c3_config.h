/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of a virtual ESP32-C3.  Its configuration is a struct c3_config.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32C3_C3_CONFIG_H
#define SIM_CHIP_ESP32C3_C3_CONFIG_H

#include "sim/chip/chip_option.h"

extern const struct sim_option c3_options[];

/* This is configure() of struct sim_chip. */
void *c3_configure(const char *name);

#endif
