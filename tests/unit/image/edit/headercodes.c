/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the codes in headers: the names of modes, rates and sizes, for each family.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/header_codes.h"

#include "tap.h"

enum { NONE = 0xff };

static struct image_trouble trouble;

static uint8_t size_code(enum esp_chipfacts_row row, const char *name, size_t dump)
{
    uint8_t code = NONE;

    return image_header_size_code(&esp_chipfacts[row], name, dump, &code, &trouble) ? code : NONE;
}

static uint8_t rate_code(enum esp_chipfacts_row row, const char *name)
{
    uint8_t code = NONE;

    return image_header_rate_code(&esp_chipfacts[row], name, &code, &trouble) ? code : NONE;
}

static void test_modes(void)
{
    static const char *const names[] = {"qio", "qout", "dio", "DOUT"};
    uint8_t code;

    for (uint8_t i = 0; i < 4; i++)
        tap_ok(image_header_mode_code(names[i], &code, &trouble) && code == i, "%s", names[i]);
    tap_ok(!image_header_mode_code("qi", &code, &trouble), "no mode");
    tap_str(trouble.text, "'qi' is no mode: qio, qout, dio or dout", "  and which exist");
}

/* The same nibble differs between the families. */
static void test_sizes(void)
{
    tap_is(size_code(ESP_FACTS_ESP8266, "512KB", 0), 0, "512KB");
    tap_is(size_code(ESP_FACTS_ESP8266, "256KB", 0), 1, "256KB");
    tap_is(size_code(ESP_FACTS_ESP8266, "1MB", 0), 2, "1MB");
    tap_is(size_code(ESP_FACTS_ESP32, "1MB", 0), 0, "1MB of a later chip");
    tap_is(size_code(ESP_FACTS_ESP8266, "4MB", 0), 4, "4MB");
    tap_is(size_code(ESP_FACTS_ESP32, "4MB", 0), 2, "4MB of a later chip");
    tap_is(size_code(ESP_FACTS_ESP8266, "2MB-c1", 0), 5, "2MB-c1");
    tap_is(size_code(ESP_FACTS_ESP8266, "4m-C1", 0), NONE, "a short name has no -c1");
    tap_is(size_code(ESP_FACTS_ESP8266, "4mb-C1", 0), 6, "capital letters do not matter");
    tap_is(size_code(ESP_FACTS_ESP8266, "16M", 0), 9, "16M");
    tap_is(size_code(ESP_FACTS_ESP32, "128MB", 0), 7, "128MB");
    tap_is(size_code(ESP_FACTS_ESP8266, "dump", 2 << 20), 3, "the dump's own length");
    tap_is(size_code(ESP_FACTS_ESP32, "dump", 2 << 20), 1, "the dump's own length, of a later chip");
    tap_is(size_code(ESP_FACTS_ESP32, "dump", (2 << 20) + 1), NONE, "a length that is no size");
    tap_str(trouble.text,
            "the image has 0x200001 bytes, which is no size of the ESP32's flash: 1MB, 2MB, 4MB, 8MB,"
            " 16MB, 32MB, 64MB, 128MB",
            "  and which exist");
    tap_is(size_code(ESP_FACTS_ESP32, "4194304", 0), 2, "bytes, as a device line has them");
    tap_is(size_code(ESP_FACTS_ESP8266, "4194304", 0), 4, "bytes, the first of two names");
    tap_is(size_code(ESP_FACTS_ESP32, "4194305", 0), NONE, "bytes that are no size");
    tap_is(size_code(ESP_FACTS_ESP32, "4194304B", 0), NONE, "bytes with a unit");
    tap_is(size_code(ESP_FACTS_ESP8266, "32MB", 0), NONE, "a size that the family does not have");
    tap_is(size_code(ESP_FACTS_ESP32, "512KB", 0), NONE, "a size that only the other family has");
    tap_is(size_code(ESP_FACTS_ESP32, "4MBB", 0), NONE, "no size");
    tap_is(size_code(ESP_FACTS_ESP32, "4", 0), NONE, "a size without a unit");
    tap_is(size_code(ESP_FACTS_ESP32, "", 0), NONE, "nothing");
}

static void test_rates(void)
{
    tap_is(rate_code(ESP_FACTS_ESP8266, "80m"), 0xf, "80m");
    tap_is(rate_code(ESP_FACTS_ESP8266, "40m"), 0, "40m");
    tap_is(rate_code(ESP_FACTS_ESP32, "26M"), 1, "26M");
    tap_is(rate_code(ESP_FACTS_ESP32, "20MHz"), 2, "20MHz");
    tap_is(rate_code(ESP_FACTS_ESP32C2, "60m"), 0xf, "60m of a chip with other clocks");
    tap_is(rate_code(ESP_FACTS_ESP32C6, "80m"), 0, "80m where the code 0 is for 80 and 40");
    tap_is(rate_code(ESP_FACTS_ESP32C2, "80m"), NONE, "a rate that the chip does not have");
    tap_str(trouble.text, "'80m' is no rate of the ESP32-C2's flash: 60m, 30m, 20m, 15m",
            "  and which exist");
    tap_is(rate_code(ESP_FACTS_ESP32, "80"), NONE, "a rate without a unit");
    tap_is(rate_code(ESP_FACTS_ESP32, "4294967376m"), NONE, "a number that does not fit 32 bits");
}

int main(void)
{
    test_modes();
    test_sizes();
    test_rates();
    return tap_done();
}
