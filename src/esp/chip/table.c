/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of families.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/esp32_family.h"
#include "esp/chip/esp8266_family.h"
#include "esp/chip/later/later_rows.h"

const struct esp_family *const esp_families[] = {
    &esp_family_esp8266,  &esp_family_esp32,    &esp_family_esp32s2, &esp_family_esp32s3,
    &esp_family_esp32c2,  &esp_family_esp32c3,  &esp_family_esp32c5, &esp_family_esp32c6,
    &esp_family_esp32c61, &esp_family_esp32h2,  &esp_family_esp32h4, &esp_family_esp32h21,
    &esp_family_esp32p4,  &esp_family_esp32e22, &esp_family_esp32s31, NULL};
