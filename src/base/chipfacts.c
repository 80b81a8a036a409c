/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names and numbers of the chips, as in their images and boot ROMs.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources (where two sources have the same fact, they agree):
 * - names, numbers of images, magic words, boot offsets, codes: esptool 5.3.1, targets/
 *   (IMAGE_CHIP_ID, MAGIC_VALUE, BOOTLOADER_FLASH_OFFSET, FLASH_SIZES, FLASH_FREQUENCY);
 * - numbers of images and sizes: ESP-IDF, esp_app_format.h (esp_chip_id_t,
 *   esp_image_flash_size_t), which does not have the ESP32-E22;
 * - boot offsets: ESP-IDF 5.5, Kconfig.projbuild of the bootloader
 *   (BOOTLOADER_OFFSET_IN_FLASH);
 * - codes: "Firmware Image Format" of esptool's manual;
 * - addresses of the mapped flash: esptool 5.3.1 (IROM_MAP_START, DROM_MAP_START); for the
 *   ESP32-H2 and -H21 those of the ESP32-C6, whose images they have;
 * - mode of the flash inside an ESP8285: esp8266/Arduino, doc/boards.rst ("internally
 *   connected in DOUT mode") and boards.txt (esp8285.build.flash_mode);
 * - magic words: read from the real ROMs of ESP8266 and ESP32.
 */
#include "base/chipfacts.h"

#define KB(n) ((uint32_t)(n) << 10)
#define MB(n) ((uint32_t)(n) << 20)

/* The codes 5 and 6 mean 2 and 4 MB with another memory map. */
static const uint32_t sizes_of_esp8266[ESP_FLASH_CODES] = {
    KB(512), KB(256), MB(1), MB(2), MB(4), MB(2), MB(4), 0, MB(8), MB(16),
};

static const uint32_t sizes_of_later[ESP_FLASH_CODES] = {
    MB(1), MB(2), MB(4), MB(8), MB(16), MB(32), MB(64), MB(128),
};

static const struct esp_flash_rate rates_to_80[] = {{0xf, 80}, {0, 40}, {1, 26}, {2, 20}, {0, 0}};
static const struct esp_flash_rate rates_without_26[] = {{0xf, 80}, {0, 40}, {2, 20}, {0, 0}};
static const struct esp_flash_rate rates_to_60[] = {{0xf, 60}, {0, 30}, {1, 20}, {2, 15}, {0, 0}};
static const struct esp_flash_rate rates_to_48[] = {{0xf, 48}, {0, 24}, {1, 16}, {2, 12}, {0, 0}};
/* The code 0 means 80 or 40 MHz, depending on the clock source. */
static const struct esp_flash_rate rates_of_c6[] = {{0, 80}, {0, 40}, {2, 20}, {0, 0}};

#define MAPPED_16M {{0x42000000, 0x42ffffff}}
#define MAPPED_32M {{0x42000000, 0x43ffffff}}

/* What all chips except the ESP8266 have in common. */
#define LATER(chip, id, offset, rates)                                                           \
    .name = (chip), .extended_header = true, .image_id = (id), .boot_offset = (offset),          \
    .flash_sizes = sizes_of_later, .flash_rates = (rates)

const struct esp_chipfacts esp_chipfacts[ESP_FACTS_ROWS] = {
    [ESP_FACTS_ESP8266] = {
        .name = "ESP8266",
        .rom_magic = 0xfff0c101,
        .boot_offset = 0,
        .flash_sizes = sizes_of_esp8266,
        .flash_rates = rates_to_80,
        .inside_is_dout = true,
        .radio_from_end = 0x5000, /* image/settings/sdk.h names the sources */
        .second_magic = 0xea, /* only the ESP8266's bootloaders know this first byte */
        /* The entry is in instruction RAM.  Segments are in instruction RAM and the flash's
         * window, or in data RAM.  No other chip's ROM loads programs to these
         * addresses. */
        .mapped = {{0x40200000, 0x402fffff}},
        .entry = {0x40100000, 0x401fffff},
        .segments = {{0x40100000, 0x402fffff}, {0x3ffe8000, 0x3fffffff}},
    },
    [ESP_FACTS_ESP32] = {LATER("ESP32", 0, 0x1000, rates_to_80), .rom_magic = 0x00f01d83,
        .mapped = {{0x3f400000, 0x3f7fffff}, {0x400d0000, 0x403fffff}}},
    [ESP_FACTS_ESP32S2] = {LATER("ESP32-S2", 2, 0x1000, rates_to_80), .rom_magic = 0x000007c6,
        .mapped = {{0x3f000000, 0x3f3effff}, {0x40080000, 0x40b7ffff}}},
    [ESP_FACTS_ESP32C3] = {LATER("ESP32-C3", 5, 0, rates_to_80),
        .mapped = {{0x3c000000, 0x3c7fffff}, {0x42000000, 0x427fffff}}},
    [ESP_FACTS_ESP32S3] = {LATER("ESP32-S3", 9, 0, rates_to_80),
        .mapped = {{0x3c000000, 0x3dffffff}, {0x42000000, 0x43ffffff}}},
    [ESP_FACTS_ESP32C2] = {LATER("ESP32-C2", 12, 0, rates_to_60),
        .mapped = {{0x3c000000, 0x3c3fffff}, {0x42000000, 0x423fffff}}},
    [ESP_FACTS_ESP32C6] = {LATER("ESP32-C6", 13, 0, rates_of_c6),
        .mapped = MAPPED_16M},
    [ESP_FACTS_ESP32H2] = {LATER("ESP32-H2", 16, 0, rates_to_48),
        .mapped = MAPPED_16M},
    [ESP_FACTS_ESP32P4] = {LATER("ESP32-P4", 18, 0x2000, rates_to_80),
        .mapped = {{0x40000000, 0x4bffffff}}},
    [ESP_FACTS_ESP32C61] = {LATER("ESP32-C61", 20, 0, rates_without_26),
        .mapped = MAPPED_32M},
    [ESP_FACTS_ESP32C5] = {LATER("ESP32-C5", 23, 0x2000, rates_without_26),
        .mapped = MAPPED_32M},
    [ESP_FACTS_ESP32H21] = {LATER("ESP32-H21", 25, 0, rates_to_48),
        .mapped = MAPPED_16M},
    [ESP_FACTS_ESP32H4] = {LATER("ESP32-H4", 28, 0x2000, rates_to_48),
        .mapped = MAPPED_32M},
    [ESP_FACTS_ESP32E22] = {LATER("ESP32-E22", 31, 0, rates_to_80),
        .mapped = {{0x3c000000, 0x3fffffff}}},
    [ESP_FACTS_ESP32S31] = {LATER("ESP32-S31", 32, 0x2000, rates_without_26),
        .mapped = {{0x40000000, 0x53ffffff}}},
};

const struct esp_chipfacts *esp_chipfacts_by_magic(uint32_t rom_magic)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++)
        if (rom_magic != 0 && esp_chipfacts[i].rom_magic == rom_magic)
            return &esp_chipfacts[i];
    return NULL;
}

const struct esp_chipfacts *esp_chipfacts_by_image_id(uint16_t image_id)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++)
        if (esp_chipfacts[i].extended_header && esp_chipfacts[i].image_id == image_id)
            return &esp_chipfacts[i];
    return NULL;
}
