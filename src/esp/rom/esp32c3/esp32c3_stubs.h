/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine code of the stub and of the trial program, generated from stub/bin at build
 * time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP32C3_ESP32C3_STUBS_H
#define ESP_ROM_ESP32C3_ESP32C3_STUBS_H

#include <stddef.h>
#include <stdint.h>

extern const uint8_t esp_stub_esp32c3[];
extern const size_t esp_stub_esp32c3_size; /* bytes */
extern const uint8_t esp_trial_esp32c3[];
extern const size_t esp_trial_esp32c3_size;

#endif
