/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-C6.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_size flash_sizes[] = {{1, 4}, {2, 8}, {0, 0}};

static const struct later_package packages[] = {
    {1, 4, LATER_ANY, "ESP32-C6FH4"},
    {1, 8, LATER_ANY, "ESP32-C6FH8"},
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-C6"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x600b0800,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 3, 24, 3},
    .minor_low = {LATER_MAC + 3, 18, 4},
    .major_low = {LATER_MAC + 3, 22, 2},
    .flash = {LATER_MAC + 4, 0, 3},
    .crypt_count = LATER_CRYPT_COUNT,
    .secure_boot = LATER_SECURE_BOOT,
    .flash_sizes = flash_sizes,
    .packages = packages,
    .features = "wifi6,ble,802.15.4,single-core,160mhz",
    .eui64 = true,
    .crystals = {40000000},
};

static const struct esp_memory memory[] = {
    {0x40800000, 0x40880000}, {0, 0}};

/* esptool 5.3.1, esp32c6.py: disable_watchdogs() */
static const struct esp_watchdogs watchdogs = LATER_LP_WATCHDOGS(0x600b1c00);

const struct esp_family esp_family_esp32c6 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32C6],
    .strap = "GPIO9",
    .spi = LATER_SPI(0x60003000, NULL),
    .later = &chip,
    .memory = memory,
    /* No whole_reset: it freezes this chip until its power is cut (esptool's manual, "Watchdog Reset
     * Limitations"). */
    .watchdogs = &watchdogs,
};
