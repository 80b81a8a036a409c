/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing the rate of the ROM's loader, after a trial of the new rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP8266_TRIAL_H
#define ESP_ROM_ESP8266_TRIAL_H

#include <stdint.h>

#include "esp/wire/command.h"

/* Sets the loader and the port to baud.  uart_hz: the clock of the chip's UART.
 * ESP_ERR_UNSUPPORTED if the rate does not work; the loader and the port are then back at
 * the old rate.  Other errors are those of an upload; ESP_ERR_TIMEOUT also means that the
 * loader answers at neither rate. */
int esp8266_set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud);

#endif
