/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-H2.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_package packages[] = {
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-H2"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x600b0800,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 4, 0, 3},
    .minor_low = {LATER_MAC + 3, 18, 3},
    .major_low = {LATER_MAC + 3, 21, 2},
    .crypt_count = LATER_CRYPT_COUNT,
    .secure_boot = LATER_SECURE_BOOT,
    .packages = packages,
    .features = "ble,802.15.4,single-core,96mhz",
    .eui64 = true,
    .crystals = {32000000},
};

static const struct esp_memory memory[] = {
    {0x40800000, 0x40850000}, {0, 0}};

/* esptool 5.3.1, esp32h2.py: disable_watchdogs() */
static const struct esp_watchdogs watchdogs = {
    .rtc = 0x600b1c00,
    .protect = 0x600b1c1c,
    .super = 0x600b1c20,
    .super_protect = 0x600b1c24,
    .super_key = 0x50d83aa1,
    .feeds_itself = 1 << 18,
};

const struct esp_family esp_family_esp32h2 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32H2],
    .strap = "GPIO9",
    .spi = LATER_SPI(0x60003000, NULL),
    .later = &chip,
    .memory = memory,
    /* No whole_reset: "hardware limitations" (esptool's manual, "Watchdog Reset Limitations"). */
    .watchdogs = &watchdogs,
};
