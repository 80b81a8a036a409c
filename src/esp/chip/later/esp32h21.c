/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-H21.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * No stub of Espressif is known for it.
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_package packages[] = {
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-H21"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x600b4000,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 5, 11, 3},
    .minor_low = {LATER_MAC + 5, 4, 4},
    .major_low = {LATER_MAC + 5, 8, 2},
    .crypt_count = LATER_CRYPT_COUNT,
    .secure_boot = LATER_SECURE_BOOT,
    .packages = packages,
    .features = "ble,802.15.4,single-core,96mhz",
    .eui64 = true,
    .crystals = {32000000},
};

const struct esp_family esp_family_esp32h21 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32H21],
    .strap = "GPIO14",
    .spi = LATER_SPI(0x60003000, NULL),
    .later = &chip,
};
