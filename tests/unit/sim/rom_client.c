/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of chip_client.h, for an ESP8266.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/rom_client.h"

#include <stdlib.h>

struct client *client_open(uint32_t flash_size, enum soc_strap strap)
{
    struct client *client = client_new("esp8266ex", flash_size, getenv("ESP_ROM"));

    client_reset(client, strap, SOC_RESET_EXTERNAL);
    return client;
}

void client_reset(struct client *client, enum soc_strap strap, enum soc_reset cause)
{
    client_soc(client)->strap = strap;
    soc_reset(client_soc(client), cause);
    client_clear(client);
}

struct soc *client_soc(const struct client *client)
{
    return client->self;
}

uint32_t client_word(struct client *client, uint32_t address)
{
    uint32_t value = 0;

    xtensa_peek(&client_soc(client)->cpu, address, 4, &value);
    return value;
}

void client_set_word(struct client *client, uint32_t address, uint32_t value)
{
    xtensa_poke(&client_soc(client)->cpu, address, 4, value);
}
