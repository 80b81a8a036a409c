/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-H4.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_package packages[] = {
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-H4"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x600b1800,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 4, 12, 3},
    .minor_low = {LATER_MAC + 3, 18, 4},
    .major_low = {LATER_MAC + 3, 22, 2},
    .crypt_count = {LATER_BLOCK0, 23, 3},
    .secure_boot = {LATER_BLOCK0 + 2, 5, 1},
    .packages = packages,
    .features = "ble,802.15.4,dual-core,96mhz",
    .eui64 = true,
    .crystals = {32000000},
};

static const struct esp_memory memory[] = {
    {0x40810000, 0x40860000}, {0, 0}};

const struct esp_family esp_family_esp32h4 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32H4],
    .strap = "GPIO14",
    .spi = LATER_SPI(0x60099000, NULL),
    .later = &chip,
    .memory = memory,
};
