/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of chip_client.h, for an ESP8266, with access to the inside of the chip.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If the environment variable ESP_ROM names a dump of the real boot ROM, the chip executes
 * this dump instead of the simulated ROM.
 */
#ifndef UNIT_SIM_ROM_CLIENT_H
#define UNIT_SIM_ROM_CLIENT_H

#include "sim/chip/esp8266/soc.h"
#include "unit/sim/chip_client.h"

/* Makes a chip with a blank flash of this size, and resets it.  Bails out on failure. */
struct client *client_open(uint32_t flash_size, enum soc_strap strap);
void client_reset(struct client *client, enum soc_strap strap, enum soc_reset cause);

struct soc *client_soc(const struct client *client);
uint32_t client_word(struct client *client, uint32_t address);
void client_set_word(struct client *client, uint32_t address, uint32_t value);

#endif
