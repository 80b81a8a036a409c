/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of what an ESP32's fuses and registers say.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/esp32_family.h"

#include "esp/rom/esp32/esp32_loader.h"
#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

/* Fuses of an ESP32-D0WD-V3 of revision 3.1 with the MAC address 24:6f:28:b2:5c:04. */
#define MAC_LOW 0x28b25c04u
#define MAC_HIGH 0x00d0246fu
#define V3_BITS(package) (0x8000u | (uint32_t)(package) << 9)
#define V3_PADS 0x01100000u /* revision bit 1, and minor revision 1 */
#define DATE 0x80000000u

static struct esp_identity of(const uint32_t words[ESP_IDENTITY_WORDS])
{
    struct esp_identity identity = {.words = {0}};

    memcpy(identity.words, words, sizeof(identity.words));
    esp32_decode(&identity);
    return identity;
}

static struct esp_identity with_version(uint32_t version, uint32_t pads, uint32_t date)
{
    const uint32_t words[ESP_IDENTITY_WORDS] = {0,    MAC_LOW, MAC_HIGH, version,
                                                0,    pads,    0,        date};

    return of(words);
}

static void test_names(void)
{
    static const struct {
        uint32_t version, pads, date;
        const char *name, *revision, *features;
    } chips[] = {
        {0, 0, 0, "ESP32-D0WDQ6", "0.0", "wifi,bt,dual-core"},
        {0x8000, 0, 0, "ESP32-D0WDQ6", "1.0", "wifi,bt,dual-core"},
        {0x8001, 0, 0, "ESP32-S0WDQ6", "1.0", "wifi,bt,single-core"},
        {V3_BITS(0), V3_PADS, DATE, "ESP32-D0WDQ6-V3", "3.1", "wifi,bt,dual-core"},
        {V3_BITS(1), V3_PADS, DATE, "ESP32-D0WD-V3", "3.1", "wifi,bt,dual-core"},
        {V3_BITS(1), 0x00100000, 0, "ESP32-D0WD", "2.0", "wifi,bt,dual-core"},
        {V3_BITS(1) | 1, V3_PADS, DATE, "ESP32-S0WD", "3.1", "wifi,bt,single-core"},
        {V3_BITS(2) | 2, 0, 0, "ESP32-D2WD", "1.0", "wifi,dual-core,flash-2mb"},
        {V3_BITS(3), V3_PADS, DATE, "ESP32", "3.1", "wifi,bt,dual-core"},
        {V3_BITS(4) | 1, V3_PADS, DATE, "ESP32-U4WDH", "3.1", "wifi,bt,single-core,flash-4mb"},
        {V3_BITS(5), 0, 0, "ESP32-PICO-D4", "1.0", "wifi,bt,dual-core,flash-4mb"},
        {V3_BITS(5), V3_PADS, DATE, "ESP32-PICO-V3", "3.1", "wifi,bt,dual-core,flash-4mb"},
        {V3_BITS(6), V3_PADS, DATE, "ESP32-PICO-V3-02", "3.1",
         "wifi,bt,dual-core,flash-8mb,psram-2mb"},
        {V3_BITS(7), V3_PADS, DATE, "ESP32-D0WDR2-V3", "3.1", "wifi,bt,dual-core,psram-2mb"},
        {V3_BITS(1) | 4, V3_PADS, DATE, "ESP32", "3.1", "wifi,bt,dual-core"}, /* package 9 */
        {V3_BITS(2) | 0x3000, 0, 0, "ESP32-D2WD", "1.0", "wifi,bt,dual-core,160mhz,flash-2mb"},
        {V3_BITS(2) | 0x2000, 0, 0, "ESP32-D2WD", "1.0", "wifi,bt,dual-core,240mhz,flash-2mb"},
        {V3_BITS(2) | 0x1000, 0, 0, "ESP32-D2WD", "1.0", "wifi,bt,dual-core,flash-2mb"},
        {V3_BITS(1), 0, DATE, "ESP32-D0WD", "0.0", "wifi,bt,dual-core"} /* no such revision */,
    };

    for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
        const struct esp_identity chip =
            with_version(chips[i].version, chips[i].pads, chips[i].date);

        tap_str(chip.name, chips[i].name, "the package tells the name");
        tap_str(chip.revision, chips[i].revision, "the fuses and the wired bit tell the revision");
        tap_str(chip.features, chips[i].features, "and what is inside");
    }
}

static void test_features(void)
{
    const uint32_t words[ESP_IDENTITY_WORDS] = {0, 0, 0, 0, 0x1f00, 0, 1, 0};
    const uint32_t repeated[ESP_IDENTITY_WORDS] = {[6] = 2};
    const uint32_t none[ESP_IDENTITY_WORDS] = {[6] = 3};

    tap_str(of(words).features, "wifi,bt,dual-core,vref,coding-3/4",
            "a measured reference voltage and the fuses' coding are features");
    tap_str(of(repeated).features, "wifi,bt,dual-core,coding-repeat", "so is the other coding");
    tap_str(of(none).features, "wifi,bt,dual-core", "the code 3 stands for no coding");
}

static void test_mac(void)
{
    const uint8_t mac[6] = {0x24, 0x6f, 0x28, 0xb2, 0x5c, 0x04};
    const uint32_t good[ESP_IDENTITY_WORDS] = {0, MAC_LOW, MAC_HIGH};
    const uint32_t bad[ESP_IDENTITY_WORDS] = {0, MAC_LOW, MAC_HIGH ^ 0x00010000};
    const uint32_t other[ESP_IDENTITY_WORDS] = {0, MAC_LOW ^ 0x10, MAC_HIGH | 0xff000000};
    struct esp_identity identity = of(good);

    tap_ok(identity.has_mac && memcmp(identity.mac, mac, 6) == 0 && !identity.remark[0],
           "a MAC address that fits its check sum is taken");
    identity = of(bad);
    tap_ok(!identity.has_mac, "one that does not fit is not");
    tap_str(identity.remark,
            "the MAC address 24:6f:28:b2:5c:04 in the chip's fuses does not fit its check sum "
            "(0xd1, not 0xd0), so it is not used",
            "and the user is told");
    tap_ok(!of(other).has_mac, "a flipped bit of the address is noticed, too");
}

static void test_security(void)
{
    static const struct {
        uint32_t crypt, security;
        bool v3, encrypted;
        enum esp_secure_boot boot;
        const char *name;
    } chips[] = {
        {0, 0, true, false, ESP_SECURE_BOOT_OFF, "a new chip has neither"},
        {0x00100000, 0, true, true, ESP_SECURE_BOOT_OFF, "one bit of the counter: encrypted"},
        {0x00300000, 0, true, false, ESP_SECURE_BOOT_OFF, "two bits: not any more"},
        {0x00700000, 0, true, true, ESP_SECURE_BOOT_OFF, "three bits: again"},
        {0x07f00000, 0, true, true, ESP_SECURE_BOOT_OFF, "all seven bits: for good"},
        {0x080fffff, 0, true, false, ESP_SECURE_BOOT_OFF, "the bits beside it do not count"},
        {0, 0x10, true, false, ESP_SECURE_BOOT_V1, "ABS_DONE_0 is secure boot v1"},
        {0, 0x20, true, false, ESP_SECURE_BOOT_V2, "ABS_DONE_1 is secure boot v2"},
        {0, 0x20, false, false, ESP_SECURE_BOOT_OFF, "which older revisions do not have"},
    };

    for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
        const uint32_t words[ESP_IDENTITY_WORDS] = {
            chips[i].crypt, 0, 0, V3_BITS(1), 0, V3_PADS, chips[i].security,
            chips[i].v3 ? DATE : 0};
        const struct esp_identity chip = of(words);

        tap_ok(chip.flash_encrypted == chips[i].encrypted && chip.secure_boot == chips[i].boot,
               "%s", chips[i].name);
    }
}

/* As ets_efuse_get_spiconfig() of the real ROM has them: see sim/chip/esp32/fuses.c. */
static void test_pads(void)
{
    static const struct {
        uint32_t pads, hd;
        const char *pins, *name;
    } chips[] = {
        {0, 0, "", "0 stands for the usual pins of the flash"},
        {6u | 17u << 5 | 8u << 10 | 16u << 15, 11, "6,17,8,16,11", "the pins of an ESP32-PICO-D4"},
        {29u | 30u << 5 | 31u << 10 | 16u << 15, 31, "29,32,33,16,33", "30 and 31 are GPIO32 and 33"},
        {0xfffff, 31, "", "fuses that are all burnt name no pins"},
        {5u | 5u << 5 | 8u << 10 | 16u << 15, 11, "", "a pin for CLK and Q is a mistake"},
        {5u | 6u << 5 | 5u << 10 | 16u << 15, 11, "", "so is one for CLK and D"},
        {5u | 6u << 5 | 8u << 10 | 5u << 15, 11, "", "for CLK and CS"},
        {5u | 6u << 5 | 6u << 10 | 16u << 15, 11, "", "for Q and D"},
        {5u | 6u << 5 | 8u << 10 | 6u << 15, 11, "", "and for Q and CS"},
        {5u | 6u << 5 | 8u << 10 | 8u << 15, 5, "5,6,8,8,5", "the ROM takes other pairs as they are"},
    };

    for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
        const uint32_t words[ESP_IDENTITY_WORDS] = {
            [3] = V3_BITS(1) | chips[i].hd << 4, [5] = V3_PADS | chips[i].pads};

        tap_str(of(words).flash_pads, chips[i].pins, chips[i].name);
        if (i == 0)
            tap_is(esp32_flash_pads(words), 0, "and is what SPI_ATTACH gets");
        if (i == 2)
            tap_is(esp32_flash_pads(words), 33u << 24 | 16u << 18 | 33u << 12 | 32u << 6 | 29u,
                   "six bits for each pin are passed on to SPI_ATTACH");
    }
}

/* A custom MAC address 24:0a:c4:01:02:03, and its check sum by another program. */
#define CUSTOM_CRC 0x38u
#define CUSTOM_LOW(crc) (0xc40a2400u | (crc))
#define CUSTOM_HIGH 0x00030201u
#define CUSTOM_VERSION 0x01000000u

static struct esp_identity with_custom(uint32_t crc, uint32_t version)
{
    const uint32_t words[ESP_IDENTITY_WORDS] = {
        [1] = MAC_LOW, [2] = MAC_HIGH, [8] = CUSTOM_LOW(crc), [9] = CUSTOM_HIGH, [10] = version};

    return of(words);
}

static void test_custom_mac(void)
{
    const uint8_t mac[6] = {0x24, 0x0a, 0xc4, 0x01, 0x02, 0x03};
    struct esp_identity chip = with_custom(CUSTOM_CRC, CUSTOM_VERSION);

    tap_ok(chip.has_custom_mac && memcmp(chip.custom_mac, mac, 6) == 0 && chip.has_mac &&
               chip.mac[1] == 0x6f && !chip.remark[0],
           "a custom MAC address stands beside the factory's");
    tap_ok(!with_custom(CUSTOM_CRC, 0).has_custom_mac &&
               !with_custom(CUSTOM_CRC, 2 * CUSTOM_VERSION).has_custom_mac,
           "block 3 with another version, or none, has no MAC address");
    chip = with_custom(CUSTOM_CRC ^ 4, CUSTOM_VERSION);
    tap_ok(!chip.has_custom_mac && chip.has_mac, "a custom address with a wrong check sum is not used");
    tap_ok(strncmp(chip.remark, "the custom MAC address 24:0a:c4:01:02:03 in the chip's fuses", 60) == 0,
           "and the user is told which one");
}

static void test_disabled(void)
{
    const uint32_t all[ESP_IDENTITY_WORDS] = {[6] = 0x3c0}, one[ESP_IDENTITY_WORDS] = {[6] = 0x100};
    const uint32_t none[ESP_IDENTITY_WORDS] = {[6] = 0x3f | 0x400};

    tap_str(of(all).disabled, "jtag,dl-encrypt,dl-decrypt,dl-cache", "what fuses have disabled");
    tap_str(of(one).disabled, "dl-decrypt", "one of it");
    tap_str(of(none).disabled, "", "the bits beside those do not count");
}

static void test_supply(void)
{
    static const struct {
        uint32_t fuses, strap, supply;
        const char *voltage;
        bool unusual;
        const char *name;
    } chips[] = {
        {0, 0x13, 0, "", false, "3.3 V because the pin is low says nothing"},
        {0, 0x33, 0, "1.8", true, "1.8 V because the pin is high does"},
        {0xc000, 0x33, 0, "1.8", true, "fuses without the one that forces do not count"},
        {0x1c000, 0x33, 0, "3.3", false, "fuses overrule the pin"},
        {0x14000, 0x13, 0, "1.8", true, "and can say 1.8 V"},
        {0x18000, 0x13, 0, "off", true, "or no supply"},
        {0x1c000, 0x13, 0x80400000, "1.8", true, "a program overrules both"},
        {0x10000, 0x33, 0x80c00000, "", false, "also with 3.3 V"},
        {0, 0x13, 0x00c00000, "off", true, "or with nothing"},
        {0, 0x13, 0x80800000, "", false, "if it forces them"},
    };

    for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
        struct esp_identity chip = {.words = {[4] = chips[i].fuses}};

        esp32_decode_supply(&chip, chips[i].strap, chips[i].supply);
        tap_str(chip.flash_voltage, chips[i].voltage, chips[i].name);
        tap_ok(!chip.voltage_reason[0] == !chips[i].unusual, "a reason is given if that is unusual");
    }
}

static void test_rate(void)
{
    tap_is(esp32_rate_to_ask(921600, 40000000, 40000000), 921600, "a ROM that measured right");
    tap_is(esp32_rate_to_ask(921600, 40000000, 41000000), 944640,
           "a ROM that takes its crystal to be faster is asked for a higher rate");
    tap_is(esp32_rate_to_ask(921600, 26000000, 25000000), 886153, "or for a lower one");
    tap_is(esp32_rate_to_ask(921600, 40000000, 0), 921600, "no measurement is no reason");
    tap_is(esp32_rate_to_ask(921600, 26000000, 40000000), 921600, "nor is one that is far off");
}

/* ---- what is read, and how ---- */

enum { CK8M = 85 }; /* 8.5 MHz, in units of 100 kHz */

static struct fake_transport fake;
static struct esp_link chip_link;
static uint32_t divisor, calibration, rate_asked, pads_asked, user = 0x80000000;
static unsigned attached, in_burst, burst_max;

static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[ESP_STATUS_SIZE_MAX] = {0};
    uint32_t address = esp_get32(request + ESP_HEADER_SIZE), value = 0;

    (void)size;
    if (f->input_at == f->input_size)
        in_burst = 0;
    if (++in_burst > burst_max)
        burst_max = in_burst;
    if (request[1] == ESP_OP_SYNC)
        value = ESP_SYNC_WORD;
    else if (request[1] == ESP_OP_SPI_ATTACH) {
        attached++;
        pads_asked = address;
    } else if (request[1] == ESP_OP_CHANGE_BAUDRATE)
        rate_asked = address;
    else if (address == 0x3ff40014)
        value = divisor;
    else if (address == 0x3ff5f06c)
        value = calibration << 7;
    else if (address == 0x3ff5a010)
        value = CK8M;
    else if (address == 0x3ff4201c)
        value = user;
    else if (address == 0x3ff5a004)
        value = MAC_LOW;
    else if (address == 0x3ff5a008)
        value = MAC_HIGH;
    else if (address == 0x3ff5a00c)
        value = V3_BITS(1) | 30u << 4;
    else if (address == 0x3ff5a014)
        value = V3_PADS | 6 | 17u << 5 | 8u << 10 | 16u << 15;
    else if (address == 0x3ff6607c)
        value = 0x96042000;
    else if (address == 0x3ff5a078)
        value = CUSTOM_LOW(CUSTOM_CRC);
    else if (address == 0x3ff5a07c)
        value = CUSTOM_HIGH;
    else if (address == 0x3ff5a08c)
        value = CUSTOM_VERSION;
    else if (address == 0x3ff44038)
        value = 0x33;
    fake_answer(f, request[1], value, good, sizeof(good));
}

static void open_chip(void)
{
    uint32_t value;

    fake_open(&fake);
    fake.answer = answer;
    esp_link_init(&chip_link, &fake.base, &fake.fault);
    esp_sync(&chip_link, &value, 100);
    burst_max = 0;
}

static uint32_t crystal_at(uint32_t with_divisor, uint32_t baud, uint32_t *uart_hz)
{
    uint32_t crystal = 0;

    open_chip();
    divisor = with_divisor;
    esp_family_esp32.read_clocks(&esp_family_esp32, &chip_link, baud, uart_hz, &crystal);
    return crystal;
}

/* A calibration of 783 means 26 MHz, 753 means 25 MHz. */
static void test_clocks(void)
{
    const uint32_t by_pll = 694 | 7u << 20;
    uint32_t uart_hz = 0;

    calibration = 783;
    tap_is(crystal_at(by_pll, 115200, &uart_hz), 26000000,
           "with a clock of 80 MHz, the ROM's measurement tells the crystal");
    tap_is(uart_hz, 79999200, "and the clock is what the UART divides");
    calibration = 1205;
    tap_is(crystal_at(by_pll, 115200, &uart_hz), 40000000, "40 MHz, too");
    calibration = 0;
    tap_is(crystal_at(by_pll, 115200, &uart_hz), 40000000, "without a measurement, the usual one");
    open_chip();
    fake.base.has_baud = true;
    divisor = 225 | 11u << 20;
    calibration = 753;
    esp_family_esp32.set_rate(&chip_link, 80000000, 921600);
    tap_is(rate_asked, 886223, "a rate is asked of the clock that the ROM has now");
}

static void test_reading(void)
{
    struct esp_identity identity;
    uint32_t uart_hz = 0;

    open_chip();
    tap_ok(esp_family_esp32.read_identity(&esp_family_esp32, &chip_link, &identity) == 0, "the fuses are read");
    tap_str(identity.name, "ESP32-D0WD-V3", "and tell the name");
    tap_str(identity.revision, "3.1", "the revision's highest bit is that of a register");
    tap_is(identity.words[ESP32_DATE_WORD], DATE, "of which nothing else counts");
    tap_ok(identity.has_custom_mac, "block 3 is read");
    tap_str(identity.flash_voltage, "1.8", "and the strapping pins");
    tap_ok(burst_max <= 16, "the ROM's receive ring holds the requests that are under way");
    tap_ok(esp_family_esp32.connect_flash(&esp_family_esp32, &chip_link, identity.words) == 0 && attached == 1 &&
               pads_asked == (32u << 24 | 16u << 18 | 8u << 12 | 17u << 6 | 6u),
           "the flash is attached at the pins that the fuses name");
    user = 0;
    tap_ok(esp_family_esp32.connect_flash(&esp_family_esp32, &chip_link, identity.words) == ESP_ERR_PROTOCOL,
           "a controller without its command phase is not used: it would send addresses as "
           "commands");
    user = 0x80000000;
    tap_is(crystal_at(347 | 3u << 20, 115200, &uart_hz), 40000000, "347 3/16 means 40 MHz");
    tap_is(uart_hz, 39996000, "and the sixteenths count");
    tap_is(crystal_at(225 | 11u << 20, 115200, &uart_hz), 26000000, "225 11/16 means 26 MHz");
    tap_is(crystal_at(43 | 6u << 20, 921600, &uart_hz), 40000000, "and so at a fast rate");
}

int main(void)
{
    test_names();
    test_features();
    test_mac();
    test_security();
    test_pads();
    test_custom_mac();
    test_disabled();
    test_supply();
    test_rate();
    test_clocks();
    test_reading();
    return tap_done();
}
