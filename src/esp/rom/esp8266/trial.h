/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has the ROM's loader change its rate, where both ends understand each other at it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP8266_TRIAL_H
#define ESP_ROM_ESP8266_TRIAL_H

#include <stdint.h>

#include "esp/wire/command.h"

/* uart_hz is the clock of the chip's UART.  0: loader and port are at baud.
 * ESP_ERR_UNSUPPORTED: that rate does not work, both are where they were.  Else
 * what an upload fails with, or the loader answers at neither rate. */
int esp8266_set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud);

#endif
