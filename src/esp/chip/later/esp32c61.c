/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-C61.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_package packages[] = {
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-C61"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x600b4800,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 2, 26, 3},
    .minor_low = {LATER_MAC + 2, 0, 4},
    .major_low = {LATER_MAC + 2, 4, 2},
    .crypt_count = {LATER_BLOCK0, 23, 3},
    .secure_boot = {LATER_BLOCK0 + 1, 26, 1},
    .packages = packages,
    .features = "wifi6,ble,single-core,160mhz",
    .crystals = {40000000},
};

static const struct esp_memory memory[] = {
    {0x40800000, 0x40860000}, {0, 0}};

/* ESP-IDF, components/soc/esp32c61/register: soc/lp_wdt_reg.h */
static const struct esp_wholereset whole_reset = {
    .watchdog = 0x600b1c00,
    .protect = 0x600b1c18,
};

/* esptool 5.3.1, esp32c61.py, esp32c6.py: disable_watchdogs() */
static const struct esp_watchdogs watchdogs = LATER_LP_WATCHDOGS(0x600b1c00);

const struct esp_family esp_family_esp32c61 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32C61],
    .strap = "GPIO9",
    .spi = LATER_SPI(0x60003000, NULL),
    .later = &chip,
    .memory = memory,
    .foreign_reach = LATER_FOREIGN_REACH,
    .whole_reset = &whole_reset,
    .watchdogs = &watchdogs,
};
