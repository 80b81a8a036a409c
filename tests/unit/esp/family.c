/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the chip table and of what its functions make of fuses.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/family.h"

#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_link chip_link;
static uint32_t magic, fuses[ESP_FUSE_WORDS];

static void test_row(const struct esp_chip *chip)
{
    tap_ok(chip->name && chip->features, "%s has a name and features", chip->name);
    tap_ok(chip->magic != 0 && chip->magic != 0xffffffff, "%s has a magic", chip->name);
    tap_ok(chip->spi_base >= 0x3ff00000 && chip->spi_base % 0x100 == 0,
           "%s: the SPI base is a peripheral's", chip->name);
    tap_ok(chip->stub_address % 4 == 0 && chip->stub_address != 0, "%s: the stub is aligned",
           chip->name);
    tap_ok(*chip->stub_size > 100 && *chip->stub_size <= chip->stub_room, "%s: the stub fits",
           chip->name);
    tap_ok(chip->read_fuses && chip->is_variant && chip->mac && chip->uart_hz && chip->crystal_hz &&
               chip->connect_flash,
           "%s: no function is missing", chip->name);
}

static void test_table(void)
{
    const uint32_t no_fuses[ESP_FUSE_WORDS] = {0};
    size_t count;
    const struct esp_chip *chips = esp_chip_table(&count);

    for (size_t i = 0; i < count; i++) {
        bool unique = true;

        for (size_t j = 0; j < i; j++)
            if (strcmp(chips[i].name, chips[j].name) == 0)
                unique = false;
        tap_ok(unique, "%s is in the table once", chips[i].name);
        tap_ok(esp_chip_find(chips[i].magic, no_fuses) != NULL,
               "%s's magic has a row for blank fuses", chips[i].name);
        test_row(&chips[i]);
    }
    tap_ok(!esp_chip_find(0x12345678, no_fuses), "an unknown magic has no row");
}

static void is_mac(uint32_t m0, uint32_t m1, uint32_t m3, const char *want, const char *name)
{
    const uint32_t words[ESP_FUSE_WORDS] = {m0, m1, 0, m3};
    uint8_t mac[6] = {0};
    char text[24] = "none";

    if (esp8266_mac(words, mac))
        snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
                 mac[3], mac[4], mac[5]);
    tap_str(text, want, name);
}

static void test_mac(void)
{
    is_mac(0xd2000000, 0x02001645, 0x00a020a6, "a0:20:a6:16:45:d2",
           "a vendor part in the last word is used");
    is_mac(0xd2000000, 0x00001645, 0, "18:fe:34:16:45:d2", "selector 0 means 18:FE:34");
    is_mac(0xd2000000, 0x00011645, 0, "ac:d0:74:16:45:d2", "selector 1 means AC:D0:74");
    is_mac(0xd2000000, 0x00021645, 0, "none", "another selector means no address");
    is_mac(0xd2000000, 0x00001645, 0xff000000, "18:fe:34:16:45:d2",
           "the last word's top byte is no vendor part");
}

static void test_variant(void)
{
    const uint32_t plain[ESP_FUSE_WORDS] = {0xd2000000, 0x02001645, 0, 0x00a020a6};
    const uint32_t bit4[ESP_FUSE_WORDS] = {0x10}, bit80[ESP_FUSE_WORDS] = {0, 0, 0x10000};

    tap_str(esp_chip_find(0xfff0c101, plain)->name, "ESP8266EX", "an ESP8266EX is one");
    tap_str(esp_chip_find(0xfff0c101, bit4)->name, "ESP8285", "fuse bit 4 makes an ESP8285");
    tap_str(esp_chip_find(0xfff0c101, bit80)->name, "ESP8285", "and so does bit 80");
    tap_is(esp8266_crystal_hz(451 * 115200), 26000000, "divisor 451 at 115200 means 26 MHz");
    tap_is(esp8266_crystal_hz(694 * 115200), 40000000, "694 means 40 MHz");
    tap_is(esp8266_crystal_hz(56 * 921600), 26000000, "56 at 921600 means 26 MHz");
}

/* A loader that knows READ_REG. */
static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[ESP_STATUS_SIZE] = {0, 5};
    uint32_t address = esp_get32(request + ESP_HEADER_SIZE), value = 0;

    (void)size;
    if (address == ESP_CHIP_MAGIC_ADDRESS)
        value = magic;
    else if (address == 0x60000014)
        value = 0xabc00000 | 451;
    else if (address >= 0x3ff00050 && address <= 0x3ff0005c)
        value = fuses[(address - 0x3ff00050) / 4];
    fake_answer(f, request[1], value, good, sizeof(good));
}

static int detect(uint32_t with_magic, const struct esp_chip **chip)
{
    uint32_t words[ESP_FUSE_WORDS];

    fake_open(&fake);
    fake.answer = answer;
    esp_link_init(&chip_link, &fake.base, &fake.fault);
    magic = with_magic;
    return esp_chip_detect(&chip_link, chip, words);
}

static void test_detect(void)
{
    const struct esp_chip *chip = NULL;
    uint32_t hz = 0;

    fuses[0] = 0x10;
    tap_ok(detect(0xfff0c101, &chip) == 0 && strcmp(chip->name, "ESP8285") == 0,
           "a chip is told by its magic and fuses");
    tap_ok(detect(0x12345678, &chip) == ESP_ERR_CHIP && strstr(fake.fault.text, "0x12345678"),
           "an unknown chip is an error that names its magic");
    tap_ok(esp8266_uart_hz(&chip_link, 115200, &hz) == 0 && hz == 451 * 115200,
           "the UART's clock follows from 20 bits of its divisor");
    tap_ok(detect(0x00f01d83, &chip) == ESP_ERR_CHIP && strstr(fake.fault.text, "ESP32"),
           "an ESP32 is named");
}

int main(void)
{
    test_table();
    test_mac();
    test_variant();
    test_detect();
    return tap_done();
}
