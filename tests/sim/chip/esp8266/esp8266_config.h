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
    struct soc_config soc;
    bool is_8285;
    uint8_t *rom_image; /* memory for soc.rom_image, or NULL */
};

extern const struct sim_option esp8266_options[];

/* These are configure() and discard() of struct sim_chip. */
void *esp8266_configure(const char *name);
void esp8266_discard(void *config);

#endif
