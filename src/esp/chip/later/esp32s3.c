/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-S3.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/esp32s3/esp32s3_stubs.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"

/* In the first chips, whose block 1 has the version 1.1, other things are where later chips have
 * the revision.  The word LATER_EXTRA is word 4 of block 2. */
static void correct(const uint32_t *words, unsigned *major, unsigned *minor)
{
    bool version_1_1 = (words[LATER_EXTRA] & 3) == 1 && (words[LATER_MAC + 3] >> 24 & 7) == 1;

    if ((*minor & 7) == 0 && version_1_1)
        *major = *minor = 0;
}

static const struct later_size flash_sizes[] = {{1, 8}, {2, 4}, {0, 0}};
static const struct later_size psram_sizes[] = {{1, 8}, {2, 2}, {3, 16}, {4, 4}, {0, 0}};

static const struct later_package packages[] = {
    {1, LATER_ANY, LATER_ANY, "ESP32-S3-PICO-1"},
    {LATER_ANY, LATER_ANY, LATER_ANY, "ESP32-S3"},
    {0, 0, 0, NULL},
};

static const struct later_chip chip = {
    .base = 0x60007000,
    .mac_offset = 0x44,
    .extra_offset = 0x6c,
    .package = {LATER_MAC + 3, 21, 3},
    .minor_low = {LATER_MAC + 3, 18, 3},
    .minor_high = {LATER_MAC + 5, 23, 1},
    .major_low = {LATER_MAC + 5, 24, 2},
    .flash = {LATER_MAC + 3, 27, 3},
    .psram_low = {LATER_MAC + 4, 3, 2},
    .psram_high = {LATER_MAC + 5, 19, 1},
    .crypt_count = LATER_CRYPT_COUNT,
    .secure_boot = LATER_SECURE_BOOT,
    .octal = LATER_FLASH_TYPE,
    .flash_sizes = flash_sizes,
    .psram_sizes = psram_sizes,
    .packages = packages,
    .features = "wifi,ble,dual-core,240mhz",
    .correct = correct,
    .crystals = {40000000},
};

static const struct esp_memory memory[] = {
    {0x40370000, 0x403e0000}, {0x3fc88000, 0x3fd00000}, {0, 0}};

/* ESP-IDF, components/soc/esp32s3/register: soc/gpio_reg.h and rtc_cntl_reg.h */
static const struct esp_wholereset whole_reset = {
    .strap = 0x60004038,
    .strap_flash = 0x8,
    .force = 0x6000812c,
    .force_mask = 0x1,
    .watchdog = 0x60008098,
    .protect = 0x600080b0,
};

/* CP2102N, CH343, CH9102 and FT232H have both rates. */
static const uint32_t fast_bauds[] = {2000000, 1500000, 0};

/* esptool 5.3.1, esp32s3.py: disable_watchdogs() */
static const struct esp_watchdogs watchdogs = {
    .rtc = 0x60008098,
    .protect = 0x600080b0,
    .super = 0x600080b4,
    .super_protect = 0x600080b8,
    .super_key = 0x8f1d312a,
    .feeds_itself = UINT32_C(1) << 31,
};

const struct esp_family esp_family_esp32s3 = {
    LATER_FUNCTIONS,
    .tested = ESP_TESTED_ON_ROM,
    .source = "its boot ROM of 2021-03-27, run; esptool 5.3.1; ESP32-S3 Technical Reference",
    .romcmd = {.begin_words = 5},
    .set_rate = esp_rate_by_command,
    .stub = {.code = esp_stub_esp32s3, .size = &esp_stub_esp32s3_size, .address = 0x40378000,
             .entry = 0x40378000, .room = 0x8000},
    .fast_bauds = fast_bauds,
    .timed_trials = true,
    .stub_by_crystal = true, /* stub/soc/esp32s3/chip.c says why */
    .stub_reach = ESP_FLASH_MAX,
    .uart_sixteenths = true,
    .facts = &esp_chipfacts[ESP_FACTS_ESP32S3],
    .strap = "GPIO0",
    .spi = LATER_SPI(0x60002000, "GPIO26 to GPIO32"),
    .later = &chip,
    .memory = memory,
    .foreign_reach = LATER_FOREIGN_REACH,
    /* A fault of the ROM: esptool 5.3.1, run_stub() in loader.py, which starts its stub by
     * changing a pointer in the ROM's variables. */
    .code_needs_open_boot = true,
    .whole_reset = &whole_reset,
    .watchdogs = &watchdogs,
};
