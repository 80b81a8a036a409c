/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-C2.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

enum { EXPECTED_HZ = 40000000 };

/* The ROM computes its divisor for a crystal of 40 MHz. */
static int set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud)
{
    return esp_rate_ask(link, (uint32_t)((uint64_t)baud * EXPECTED_HZ / uart_hz), baud);
}

static const struct later_size flash_sizes[] = {{1, 4}, {2, 2}, {3, 1}, {0, 0}};

static const struct later_package packages[] = {
    {1, LATER_ANY, LATER_ANY, "ESP8684H"},
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-C2"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x60008800,
    .mac_offset = 0x40,
    .extra_offset = 0x5c,
    .package = {LATER_MAC + 1, 22, 3},
    .minor_low = {LATER_MAC + 1, 16, 4},
    .major_low = {LATER_MAC + 1, 20, 2},
    .flash = {LATER_EXTRA, 29, 3},
    .crypt_count = {LATER_BLOCK0, 7, 3},
    .secure_boot = {LATER_BLOCK0, 21, 1},
    .flash_sizes = flash_sizes,
    .packages = packages,
    .features = "wifi,ble,single-core,120mhz",
    .crystals = {40000000, 26000000},
    .uart_divisor = 0x60000014,
};

static const struct esp_memory memory[] = {
    {0x4037c000, 0x403c0000}, {0x3fca0000, 0x3fce0000}, {0, 0}};

const struct esp_family esp_family_esp32c2 = {
    LATER_ROW_WITHOUT_RATE,
    .set_rate = set_rate,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32C2],
    .strap = "GPIO9",
    .spi = LATER_SPI(0x60002000, NULL),
    .later = &chip,
    .memory = memory,
    .code_since = 1, /* esptool 5.3.1, esp32c2.py: no stub for revision 0.0 */
};
