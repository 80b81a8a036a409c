/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-E22.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Its fuses for the revision and for flash encryption are not known.  No stub of Espressif is
 * known for it.
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_package packages[] = {
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-E22"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0xc4008000,
    .mac_offset = 0x44,
    .secure_boot = LATER_SECURE_BOOT,
    .packages = packages,
    .features = "wifi6e,bt,ble,dual-core,500mhz",
    .crystals = {40000000, 26000000, 48000000},
    .uart_divisor = 0xc3102014,
};

const struct esp_family esp_family_esp32e22 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32E22],
    .strap = "GPIO9",
    .spi = LATER_SPI(0xc3003000, NULL),
    .later = &chip,
};
