/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of chipfacts: the table must agree with itself, with esptool's manual and with
 * ESP-IDF's headers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/chipfacts.h"

#include "tap.h"

enum { SECTOR = 0x1000 };

/* Sources: ESP-IDF's esp_app_format.h and BOOTLOADER_OFFSET_IN_FLASH; for the ESP32-E22,
 * esptool. */
static const struct {
    const char *name;
    int image_id; /* -1: no ID */
    uint32_t boot_offset;
    uint8_t code_4m, code_16m; /* codes for flash sizes of 4 MB and 16 MB */
    uint8_t fastest_mhz;
} expected[] = {
    {"ESP8266", -1, 0, 4, 9, 80},      {"ESP32", 0, 0x1000, 2, 4, 80},
    {"ESP32-S2", 2, 0x1000, 2, 4, 80}, {"ESP32-C3", 5, 0, 2, 4, 80},
    {"ESP32-S3", 9, 0, 2, 4, 80},      {"ESP32-C2", 0xc, 0, 2, 4, 60},
    {"ESP32-C6", 0xd, 0, 2, 4, 80},    {"ESP32-H2", 0x10, 0, 2, 4, 48},
    {"ESP32-P4", 0x12, 0x2000, 2, 4, 80},  {"ESP32-C61", 0x14, 0, 2, 4, 80},
    {"ESP32-C5", 0x17, 0x2000, 2, 4, 80},  {"ESP32-H21", 0x19, 0, 2, 4, 48},
    {"ESP32-H4", 0x1c, 0x2000, 2, 4, 48},  {"ESP32-E22", 31, 0, 2, 4, 80},
    {"ESP32-S31", 0x20, 0x2000, 2, 4, 80},
};

static void test_expected(void)
{
    tap_is(sizeof(expected) / sizeof(expected[0]), ESP_FACTS_ROWS, "the table has all chips");
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *chip = &esp_chipfacts[i];

        tap_str(chip->name, expected[i].name, "a row's name");
        tap_ok(expected[i].image_id < 0 ? !chip->extended_header
                                        : chip->extended_header &&
                                              chip->image_id == expected[i].image_id,
               "%s: the number in its images", chip->name);
        tap_is(chip->boot_offset, expected[i].boot_offset, "  where it starts from");
        tap_is(chip->flash_sizes[expected[i].code_4m], 4u << 20, "  code of 4 MB");
        tap_is(chip->flash_sizes[expected[i].code_16m], 16u << 20, "  code of 16 MB");
        tap_is(chip->flash_rates[0].mhz, expected[i].fastest_mhz, "  its fastest rate");
    }
}

static bool has_sane_codes(const struct esp_chipfacts *chip)
{
    bool known = false;

    for (unsigned i = 0; i < ESP_FLASH_CODES; i++) {
        uint32_t size = chip->flash_sizes[i];

        if (size & (size - 1))
            return false;
        known = known || size;
    }
    for (const struct esp_flash_rate *rate = chip->flash_rates; rate->mhz; rate++)
        if (rate->code >= ESP_FLASH_CODES ||
            (rate > chip->flash_rates && rate->mhz >= rate[-1].mhz))
            return false;
    return known && chip->flash_rates[0].mhz;
}

/* A plain header does not name its chip, so another value must distinguish the chip. */
static bool is_recognisable(const struct esp_chipfacts *chip)
{
    return chip->extended_header ? !chip->second_magic && !chip->entry.last
                                 : chip->entry.last > chip->entry.first &&
                                       chip->segments[0].last > chip->segments[0].first &&
                                       chip->segments[1].last > chip->segments[1].first;
}

static bool is_like_another(const struct esp_chipfacts *chip)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *other = &esp_chipfacts[i];

        if (other != chip && (strcmp(other->name, chip->name) == 0 ||
                              (other->extended_header && chip->extended_header &&
                               other->image_id == chip->image_id) ||
                              (chip->rom_magic && other->rom_magic == chip->rom_magic)))
            return true;
    }
    return false;
}

static void test_sane(void)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *chip = &esp_chipfacts[i];

        tap_ok(!is_like_another(chip), "%s: name and numbers are its own", chip->name);
        tap_ok(has_sane_codes(chip), "%s: sizes and rates make sense", chip->name);
        tap_ok(is_recognisable(chip), "%s: its images can be recognised", chip->name);
        tap_is(chip->boot_offset % SECTOR, 0, "  and begin with a sector");
    }
}

static void test_lookup(void)
{
    tap_ok(esp_chipfacts_by_magic(0xfff0c101) == &esp_chipfacts[ESP_FACTS_ESP8266] &&
               esp_chipfacts_by_magic(0x00f01d83) == &esp_chipfacts[ESP_FACTS_ESP32] &&
               esp_chipfacts_by_magic(0x000007c6) == &esp_chipfacts[ESP_FACTS_ESP32S2],
           "a chip is found by the word of its ROM");
    tap_ok(!esp_chipfacts_by_magic(0) && !esp_chipfacts_by_magic(5), "and by no other word");
    tap_ok(esp_chipfacts_by_image_id(0) == &esp_chipfacts[ESP_FACTS_ESP32] &&
               esp_chipfacts_by_image_id(32) == &esp_chipfacts[ESP_FACTS_ESP32S31],
           "a chip is found by the number in its images");
    tap_ok(!esp_chipfacts_by_image_id(1) && !esp_chipfacts_by_image_id(0xffff),
           "and by no other number");
}

int main(void)
{
    test_expected();
    test_sane();
    test_lookup();
    return tap_done();
}
