/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of chip_client.h at an ESP8266, with a look into the chip.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * With the environment variable ESP_ROM naming a dump of the real boot ROM, that
 * is executed instead of the simulated one.
 */
#ifndef UNIT_SIM_ROM_CLIENT_H
#define UNIT_SIM_ROM_CLIENT_H

#include "sim/chip/esp8266/soc.h"
#include "unit/sim/chip_client.h"

/* A chip with a blank flash of that size, just reset.  Bails out on failure. */
struct client *client_open(uint32_t flash_size, enum soc_strap strap);
void client_reset(struct client *client, enum soc_strap strap, enum soc_reset cause);

struct soc *client_soc(const struct client *client);
uint32_t client_word(struct client *client, uint32_t address);
void client_set_word(struct client *client, uint32_t address, uint32_t value);

#endif
