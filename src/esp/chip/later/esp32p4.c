/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-P4.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_package packages[] = {
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-P4"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x5012d000,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 2, 20, 3},
    .minor_low = {LATER_MAC + 2, 0, 4},
    .major_low = {LATER_MAC + 2, 4, 2},
    .major_high = {LATER_MAC + 2, 23, 1},
    .crypt_count = LATER_CRYPT_COUNT,
    .secure_boot = LATER_SECURE_BOOT,
    .packages = packages,
    .features = "dual-core,400mhz",
    .crystals = {40000000},
};

static const struct esp_memory memory[] = {
    {0x4ff00000, 0x4ffa0000}, {0, 0}};

/* ESP-IDF, components/soc/esp32p4/register: soc/gpio_reg.h, lp_system_reg.h and lp_wdt_reg.h */
static const struct esp_wholereset whole_reset = {
    .strap = 0x500e0038,
    .strap_flash = 0x8,
    .force = 0x50110008,
    .force_mask = 0x4,
    .watchdog = 0x50116000,
    .protect = 0x50116018,
};

/* esptool 5.3.1, esp32p4.py: disable_watchdogs() */
static const struct esp_watchdogs watchdogs = LATER_LP_WATCHDOGS(0x50116000);

const struct esp_family esp_family_esp32p4 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32P4],
    .strap = "GPIO35",
    .spi = LATER_SPI(0x5008d000, NULL),
    .later = &chip,
    .memory = memory,
    .early_before = 300, /* esptool 5.3.1, esp32p4.py: stub_json_name() */
    .foreign_reach = LATER_FOREIGN_REACH,
    .whole_reset = &whole_reset,
    .watchdogs = &watchdogs,
};
