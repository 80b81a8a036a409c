/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-C5.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

enum {
    PCR_SYSCLK_CONF = 0x60096110, /* bits 30:24: the crystal that the ROM expects, in MHz */
    CRYSTAL_SHIFT = 24,
    CRYSTAL_MASK = 0x7f,
};

/* The ROM computes its divisor for the crystal that it expects, which may be the other one. */
static int set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud)
{
    uint32_t value, expected;
    int err = esp_read_regs_sure(link, (const uint32_t[]){PCR_SYSCLK_CONF}, 1, &value);

    if (err)
        return err;
    expected = value >> CRYSTAL_SHIFT & CRYSTAL_MASK;
    if (expected != 40 && expected != 48)
        return esp_rate_by_command(link, uart_hz, baud);
    return esp_rate_ask(link, (uint32_t)((uint64_t)baud * expected * 1000000 / uart_hz), baud);
}

static const struct later_package packages[] = {
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-C5"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x600b4800,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 2, 26, 3},
    .minor_low = {LATER_MAC + 2, 0, 4},
    .major_low = {LATER_MAC + 2, 4, 2},
    .crypt_count = {LATER_BLOCK0 + 1, 16, 3},
    .secure_boot = {LATER_BLOCK0 + 2, 25, 1},
    .packages = packages,
    .features = "wifi6-dual-band,ble,802.15.4,single-core,240mhz",
    .eui64 = true,
    .crystals = {48000000, 40000000},
    .uart_divisor = 0x60000014,
};

static const struct esp_memory memory[] = {
    {0x40800000, 0x40860000}, {0, 0}};

/* ESP-IDF, components/soc/esp32c5/register: soc/lp_wdt_reg.h */
static const struct esp_wholereset whole_reset = {
    .watchdog = 0x600b1c00,
    .protect = 0x600b1c18,
};

/* esptool 5.3.1, esp32c5.py, esp32c6.py: disable_watchdogs() */
static const struct esp_watchdogs watchdogs = LATER_LP_WATCHDOGS(0x600b1c00);

const struct esp_family esp_family_esp32c5 = {
    LATER_ROW_WITHOUT_RATE,
    .set_rate = set_rate,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32C5],
    .strap = "GPIO28",
    .spi = LATER_SPI(0x60003000, NULL),
    .later = &chip,
    .memory = memory,
    .foreign_reach = LATER_FOREIGN_REACH,
    .whole_reset = &whole_reset,
    .watchdogs = &watchdogs,
};
