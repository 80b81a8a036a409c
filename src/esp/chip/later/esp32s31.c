/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-S31.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_package packages[] = {
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-S31"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x20715000,
    .mac_offset = 0x50,
    .package = {LATER_MAC + 4, 6, 2},
    .minor_low = {LATER_MAC + 3, 18, 4},
    .major_low = {LATER_MAC + 3, 22, 2},
    .crypt_count = {LATER_BLOCK0 + 1, 21, 3},
    .secure_boot = {LATER_BLOCK0 + 3, 2, 1},
    .packages = packages,
    .features = "wifi6,ble,802.15.4,dual-core,300mhz",
    .crystals = {40000000},
};

static const struct esp_memory memory[] = {
    {0x2f000000, 0x2f080000}, {0, 0}};

const struct esp_family esp_family_esp32s31 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32S31],
    .strap = "GPIO61",
    .spi = LATER_SPI(0x20501000, NULL),
    .later = &chip,
    .memory = memory,
    .foreign_reach = LATER_FOREIGN_REACH,
};
