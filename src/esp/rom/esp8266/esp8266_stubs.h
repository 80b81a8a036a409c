/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stubs' machine code, generated from stub/CHIP.bin and CHIP-trial.bin at build time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP8266_ESP8266_STUBS_H
#define ESP_ROM_ESP8266_ESP8266_STUBS_H

#include <stddef.h>
#include <stdint.h>

extern const uint8_t esp_stub_esp8266[];
extern const size_t esp_stub_esp8266_size; /* bytes */

extern const uint8_t esp_trial_esp8266[];
extern const size_t esp_trial_esp8266_size;

#endif
