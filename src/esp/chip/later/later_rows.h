/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the chips after the ESP32, for the table of families.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_LATER_LATER_ROWS_H
#define ESP_CHIP_LATER_LATER_ROWS_H

#include "esp/chip/family.h"

extern const struct esp_family esp_family_esp32s2,
    esp_family_esp32c3,
    esp_family_esp32s3,
    esp_family_esp32c2,
    esp_family_esp32c6,
    esp_family_esp32h2,
    esp_family_esp32p4,
    esp_family_esp32c61,
    esp_family_esp32c5,
    esp_family_esp32h21,
    esp_family_esp32h4,
    esp_family_esp32e22,
    esp_family_esp32s31;

#endif
