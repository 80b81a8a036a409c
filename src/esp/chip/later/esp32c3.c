/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-C3.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/esp32c3/esp32c3_loader.h"
#include "esp/rom/esp32c3/esp32c3_stubs.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

static const struct later_size flash_sizes[] = {{1, 4}, {2, 2}, {3, 1}, {4, 8}, {0, 0}};

static const struct later_package packages[] = {
    {1, LATER_ANY, LATER_ANY, "ESP8685"},
    {2, LATER_ANY, LATER_ANY, "ESP32-C3-AZ"},
    {3, LATER_ANY, LATER_ANY, "ESP8686"},
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-C3"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x60008800,
    .mac_offset = 0x44,
    .package = {LATER_MAC + 3, 21, 3},
    .minor_low = {LATER_MAC + 3, 18, 3},
    .minor_high = {LATER_MAC + 5, 23, 1},
    .major_low = {LATER_MAC + 5, 24, 2},
    .flash = {LATER_MAC + 3, 27, 3},
    .crypt_count = LATER_CRYPT_COUNT,
    .secure_boot = LATER_SECURE_BOOT,
    .flash_sizes = flash_sizes,
    .packages = packages,
    .features = "wifi,ble,single-core,160mhz",
    .crystals = {40000000},
};

/* Seen in the ROM: its buffers, variables and stack lie from 0x3fccae00 on, which is 0x403cae00 by
 * the other bus.  The trial program for ports without reset lines has ended by then. */
static const struct esp_memory memory[] = {
    {0x4037c000, 0x403cae00}, {0x3fc80000, 0x3fccae00}, {0, 0}};

/* ESP-IDF, components/soc/esp32c3/register: soc/gpio_reg.h and rtc_cntl_reg.h */
static const struct esp_wholereset whole_reset = {
    .strap = 0x60004038,
    .strap_flash = 0x8,
    .force = 0x600080f4,
    .force_mask = 0x1,
    .watchdog = 0x60008090,
    .protect = 0x600080a8,
};
/* CP2102N, CH343, CH9102 and FT232H have both rates. */
static const uint32_t fast_bauds[] = {2000000, 1500000, 0};

/* esptool 5.3.1, esp32c3.py: disable_watchdogs() */
static const struct esp_watchdogs watchdogs = {
    .rtc = 0x60008090,
    .protect = 0x600080a8,
    .super = 0x600080ac,
    .super_protect = 0x600080b0,
    .super_key = 0x8f1d312a,
    .feeds_itself = UINT32_C(1) << 31,
};

const struct esp_family esp_family_esp32c3 = {
    LATER_FUNCTIONS,
    .tested = ESP_TESTED_ON_ROM,
    .source = "its boot ROM of 2021-02-07, run; esptool 5.3.1; ESP32-C3 Technical Reference",
    /* Seen on the real ROM: READ_REG reads itself at the one address, and what SPI_SET_PARAMS
     * sent at the other, to which the word at 0x3fcdfff0 (rom_spiflash_legacy_data) points. */
    .romcmd = {.flash_chip = ESP32C3_ROM_FLASH_CHIP, .message = 0x3fccae04,
               .pointer = ESP32C3_ROM_FLASH_CHIP_POINTER, .begin_words = 5},
    .set_rate = esp_rate_by_command,
    .try_rate = esp32c3_try_rate,
    .stub = {.code = esp_stub_esp32c3, .size = &esp_stub_esp32c3_size, .address = 0x40380000,
             .entry = 0x40380000, .room = 0x8000},
    .fast_bauds = fast_bauds,
    .timed_trials = true,
    .stub_reach = ESP_FLASH_MAX,
    .uart_sixteenths = true,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32C3],
    .strap = "GPIO9",
    .spi = LATER_SPI(0x60002000, "GPIO12 to GPIO17"),
    .later = &chip,
    .memory = memory,
    .code_needs_open_boot = true, /* esptool's manual, "Secure Boot Limitations" */
    .whole_reset = &whole_reset,
    .watchdogs = &watchdogs,
};
