/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing the line rate by a command of the loader, which every boot ROM since the ESP32
 * has.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_RATECMD_H
#define ESP_ROM_RATECMD_H

#include "esp/wire/command.h"

/* Asks the loader for the rate "asked", and sets the port to baud.  The two differ if the
 * loader takes its clock for another one.  The contract is that of set_rate in struct
 * esp_family. */
int esp_rate_ask(struct esp_link *link, uint32_t asked, uint32_t baud);

/* set_rate of families whose loader knows its clock. */
int esp_rate_by_command(struct esp_link *link, uint32_t uart_hz, uint32_t baud);

#endif
