/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration of a virtual ESP8266 or ESP8285, and the options that change it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_ESP8266_CONFIG_H
#define SIM_CHIP_ESP8266_ESP8266_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/chip_option.h"
#include "sim/chip/esp8266/soc.h"

struct esp8266_config {
    struct soc_config soc; /* which begins with a struct sim_config */
    bool is_8285;
};

extern const struct sim_option esp8266_options[];

/* This is configure() of struct sim_chip. */
void *esp8266_configure(const char *name);

#endif
