/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of families.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/esp32_family.h"
#include "esp/chip/esp8266_family.h"

const struct esp_family *const esp_families[] = {&esp_family_esp8266, &esp_family_esp32, NULL};
