/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-S2.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_size flash_sizes[] = {{1, 2}, {2, 4}, {0, 0}};
static const struct later_size psram_sizes[] = {{1, 2}, {2, 4}, {0, 0}};

static const struct later_package packages[] = {
    {LATER_ANY, 2, 0, "ESP32-S2FH2"},
    {LATER_ANY, 4, 0, "ESP32-S2FH4"},
    {LATER_ANY, 2, 2, "ESP32-S2FNR2"},
    {LATER_ANY, 0, 2, "ESP32-S2R2"},
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-S2"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x3f41a000,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 4, 0, 4},
    .minor_low = {LATER_MAC + 4, 4, 3},
    .minor_high = {LATER_MAC + 3, 20, 1},
    .major_low = {LATER_MAC + 3, 18, 2},
    .flash = {LATER_MAC + 3, 21, 4},
    .psram_low = {LATER_MAC + 3, 28, 4},
    .crypt_count = LATER_CRYPT_COUNT,
    .secure_boot = LATER_SECURE_BOOT,
    .octal = LATER_FLASH_TYPE,
    .flash_sizes = flash_sizes,
    .psram_sizes = psram_sizes,
    .packages = packages,
    .features = "wifi,single-core,240mhz",
    .crystals = {40000000},
};

static const struct esp_memory memory[] = {
    {0x40020000, 0x40070000}, {0x3ffb0000, 0x40000000}, {0, 0}};

/* ESP-IDF, components/soc/esp32s2/register: soc/gpio_reg.h and rtc_cntl_reg.h */
static const struct esp_wholereset whole_reset = {
    .strap = 0x3f404038,
    .strap_flash = 0x8,
    .force = 0x3f408128,
    .force_mask = 0x1,
    .watchdog = 0x3f408094,
    .protect = 0x3f4080ac,
};

const struct esp_family esp_family_esp32s2 = {
    LATER_ROW,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32S2],
    .strap = "GPIO0",
    .spi = LATER_SPI(0x3f402000, "GPIO26 to GPIO32"),
    .later = &chip,
    .memory = memory,
    .tells_no_number = true, /* esptool's manual, "Serial Protocol": "Chip Detection" */
    .whole_reset = &whole_reset,
};
