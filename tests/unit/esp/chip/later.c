/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the chips that came after the ESP32: each is identified from the answers of its
 * loader, whose fuses hold what Espressif's descriptions of the fuses say.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include <stdio.h>

#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

/* A fuse word: its address and its value.  Address 0 ends a list. */
struct word {
    uint32_t address, value;
};

/* A chip, and what is expected of it. */
struct sample {
    uint32_t chip_id;
    const char *name, *revision, *features, *mac, *eui64;
    enum esp_secure_boot secure_boot;
    bool encrypted;
    uint32_t crystal_hz;
    const struct word *words;
};

static const struct sample *sample;
static uint32_t flags, magic;
static size_t info_size;
static bool reads;
static bool secured; /* the last esp_family_detect() found Secure Download Mode */
static unsigned odd_infos; /* this many answers about the security are damaged */
static struct fake_transport fake;
static struct esp_link chip_link;

static uint32_t value_at(uint32_t address)
{
    if (address == ESP_CHIP_MAGIC_ADDRESS)
        return magic;
    for (const struct word *word = sample->words; word->address; word++)
        if (word->address == address)
            return word->value;
    return 0;
}

static void answer_info(struct fake_transport *f)
{
    uint8_t data[20 + ESP_STATUS_SIZE_MAX] = {0};

    esp_put32(data, flags);
    if (info_size == 20)
        esp_put32(data + 12, sample->chip_id);
    if (odd_infos && odd_infos--)
        data[12] ^= 4;
    fake_answer(f, ESP_OP_GET_SECURITY_INFO, 0, data, info_size + ESP_STATUS_SIZE_MAX);
}

/* A loader whose statuses have four bytes. */
static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[ESP_STATUS_SIZE_MAX] = {0}, refusal[ESP_STATUS_SIZE_MAX] = {1, 5};

    (void)size;
    if (request[1] == ESP_OP_GET_SECURITY_INFO && info_size)
        answer_info(f);
    else if (request[1] == ESP_OP_READ_REG && reads)
        fake_answer(f, request[1], value_at(esp_get32(request + ESP_HEADER_SIZE)), good,
                    sizeof(good));
    else if (request[1] == ESP_OP_SYNC)
        fake_answer(f, request[1], 0, good, sizeof(good));
    else
        fake_answer(f, request[1], 0, refusal, sizeof(refusal));
}

static int detect(const struct esp_family **family)
{
    fake_open(&fake);
    fake.answer = answer;
    esp_link_init(&chip_link, &fake.base, &fake.fault);
    chip_link.status_size = ESP_STATUS_SIZE_MAX;
    *family = NULL;
    return esp_family_detect(&chip_link, family, &secured);
}

/* The MAC address is 60:55:f9:f7:2c:a2 everywhere; the two bytes behind it are ff:fe. */
#define MAC_LOW 0xf9f72ca2
#define MAC_HIGH 0xfffe6055
#define MAC "60:55:f9:f7:2c:a2"
#define EUI64 "60:55:f9:ff:fe:f7:2c:a2"
#define MAC_WORDS(base) {(base), MAC_LOW}, {(base) + 4, MAC_HIGH}

static const struct sample samples[] = {
    {2, "ESP32-S2FNR2", "1.9", "wifi,single-core,240mhz,flash-2mb,psram-2mb", MAC, "",
     ESP_SECURE_BOOT_V2, true, 40000000,
     (const struct word[]){MAC_WORDS(0x3f41a044), {0x3f41a034, 1 << 18}, {0x3f41a038, 1 << 20},
                           {0x3f41a050, 1u << 28 | 1 << 21 | 1 << 20 | 1 << 18},
                           {0x3f41a054, 1 << 4}, {0, 0}}},
    {2, "ESP32-S2", "0.0", "wifi,single-core,240mhz", MAC, "", ESP_SECURE_BOOT_OFF, false, 40000000,
     (const struct word[]){MAC_WORDS(0x3f41a044), {0, 0}}},
    {5, "ESP32-C3", "0.4", "wifi,ble,single-core,160mhz,flash-4mb", MAC, "", ESP_SECURE_BOOT_OFF,
     false, 40000000,
     (const struct word[]){MAC_WORDS(0x60008844), {0x60008850, 1u << 27 | 4 << 18}, {0, 0}}},
    {5, "ESP8685", "1.11", "wifi,ble,single-core,160mhz,flash-2mb", MAC, "", ESP_SECURE_BOOT_V2,
     true, 40000000,
     (const struct word[]){MAC_WORDS(0x60008844), {0x60008834, 7 << 18}, {0x60008838, 1 << 20},
                           {0x60008850, 2u << 27 | 1 << 21 | 3 << 18},
                           {0x60008858, 1 << 24 | 1 << 23}, {0, 0}}},
    {5, "ESP32-C3", "0.3", "wifi,ble,single-core,160mhz,flash", MAC, "", ESP_SECURE_BOOT_OFF, false,
     40000000, /* two bits of the counter: encryption is off again; an unknown size */
     (const struct word[]){MAC_WORDS(0x60008844), {0x60008834, 3 << 18},
                           {0x60008850, 7u << 27 | 3 << 18}, {0, 0}}},
    {9, "ESP32-S3-PICO-1", "0.2", "wifi,ble,dual-core,240mhz,flash-8mb,psram-2mb", MAC, "",
     ESP_SECURE_BOOT_OFF, false, 40000000,
     (const struct word[]){MAC_WORDS(0x60007044), {0x60007050, 1u << 27 | 1 << 21 | 2 << 18},
                           {0x60007054, 2 << 3}, {0, 0}}},
    {9, "ESP32-S3", "0.0", "wifi,ble,dual-core,240mhz,psram-4mb", MAC, "", ESP_SECURE_BOOT_OFF,
     false, 40000000, /* a first chip: the field of the revision has another meaning */
     (const struct word[]){MAC_WORDS(0x60007044), {0x60007050, 1 << 24},
                           {0x60007058, 1 << 24 | 1 << 19}, {0x6000706c, 1}, {0, 0}}},
    {12, "ESP8684H", "1.2", "wifi,ble,single-core,120mhz,flash-1mb", MAC, "", ESP_SECURE_BOOT_V2,
     true, 40000000,
     (const struct word[]){{0x60008840, MAC_LOW}, {0x60008844, 1 << 22 | 1 << 20 | 2 << 16 | 0x6055},
                           {0x60008830, 1 << 21 | 1 << 7}, {0x6000885c, 3u << 29}, {0x60000014, 347},
                           {0, 0}}},
    {12, "ESP32-C2", "0.0", "wifi,ble,single-core,120mhz", MAC, "", ESP_SECURE_BOOT_OFF, false,
     26000000,
     (const struct word[]){{0x60008840, MAC_LOW}, {0x60008844, 0x6055}, {0x60000014, 225 | 11 << 20},
                           {0, 0}}},
    {13, "ESP32-C6FH8", "0.1", "wifi6,ble,802.15.4,single-core,160mhz,flash-8mb", MAC, EUI64,
     ESP_SECURE_BOOT_OFF, false, 40000000,
     (const struct word[]){MAC_WORDS(0x600b0844), {0x600b0850, 1 << 24 | 1 << 18},
                           {0x600b0854, 2}, {0, 0}}},
    {16, "ESP32-H2", "1.2", "ble,802.15.4,single-core,96mhz", MAC, EUI64, ESP_SECURE_BOOT_OFF, false,
     32000000,
     (const struct word[]){MAC_WORDS(0x600b0844), {0x600b0850, 1 << 21 | 2 << 18}, {0, 0}}},
    {18, "ESP32-P4", "4.1", "dual-core,400mhz", MAC, "", ESP_SECURE_BOOT_OFF, false, 40000000,
     (const struct word[]){MAC_WORDS(0x5012d044), {0x5012d04c, 1 << 23 | 1}, {0, 0}}},
    {20, "ESP32-C61", "1.0", "wifi6,ble,single-core,160mhz", MAC, "", ESP_SECURE_BOOT_V2, true,
     40000000,
     (const struct word[]){MAC_WORDS(0x600b4844), {0x600b484c, 1 << 4}, {0x600b4830, 1 << 23},
                           {0x600b4834, 1 << 26}, {0, 0}}},
    {23, "ESP32-C5", "1.2", "wifi6-dual-band,ble,802.15.4,single-core,240mhz", MAC, EUI64,
     ESP_SECURE_BOOT_V2, true, 48000000,
     (const struct word[]){MAC_WORDS(0x600b4844), {0x600b484c, 1 << 4 | 2}, {0x600b4834, 1 << 16},
                           {0x600b4838, 1 << 25}, {0x60000014, 417}, {0, 0}}},
    {25, "ESP32-H21", "2.3", "ble,802.15.4,single-core,96mhz", MAC, EUI64, ESP_SECURE_BOOT_OFF, false,
     32000000,
     (const struct word[]){MAC_WORDS(0x600b4044), {0x600b4058, 2 << 8 | 3 << 4}, {0, 0}}},
    {28, "ESP32-H4", "1.1", "ble,802.15.4,dual-core,96mhz", MAC, EUI64, ESP_SECURE_BOOT_V2, true,
     32000000,
     (const struct word[]){MAC_WORDS(0x600b1844), {0x600b1850, 1 << 22 | 1 << 18},
                           {0x600b1830, 1 << 23}, {0x600b1838, 1 << 5}, {0, 0}}},
    {31, "ESP32-E22", "", "wifi6e,bt,ble,dual-core,500mhz", MAC, "", ESP_SECURE_BOOT_OFF, false,
     40000000, (const struct word[]){MAC_WORDS(0xc4008044), {0xc3102014, 347}, {0, 0}}},
    {32, "ESP32-S31", "1.4", "wifi6,ble,802.15.4,dual-core,300mhz", MAC, "", ESP_SECURE_BOOT_V2, true,
     40000000,
     (const struct word[]){MAC_WORDS(0x20715050), {0x2071505c, 1 << 22 | 4 << 18},
                           {0x20715034, 1 << 21}, {0x2071503c, 1 << 2}, {0, 0}}},
};
enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };

static void hex(char *text, const uint8_t *bytes, size_t count, bool known)
{
    *text = '\0';
    for (size_t i = 0; i < count && known; i++)
        text += sprintf(text, i ? ":%02x" : "%02x", bytes[i]);
}

static void is(const char *what, const char *got, const char *wanted)
{
    char name[120];

    snprintf(name, sizeof(name), "%s: %s", sample->name, what);
    tap_str(got, wanted, name);
}

static void test_sample(void)
{
    struct esp_identity identity = {0};
    const struct esp_family *family;
    uint32_t uart_hz = 0, crystal_hz = 0;
    char text[32];

    tap_ok(detect(&family) == 0 &&
               family->read_identity(family, &chip_link, &identity) == 0,
           "%s is identified", sample->name);
    if (!family)
        return;
    is("the name", identity.name, sample->name);
    is("the revision", identity.revision, sample->revision);
    is("the features", identity.features, sample->features);
    hex(text, identity.mac, 6, identity.has_mac);
    is("the MAC address", text, sample->mac);
    hex(text, identity.eui64, 8, identity.has_eui64);
    is("the EUI-64", text, sample->eui64);
    tap_ok(identity.secure_boot == sample->secure_boot &&
               identity.flash_encrypted == sample->encrypted,
           "%s: what its fuses secure", sample->name);
    tap_ok(family->read_clocks(family, &chip_link, 115200, &uart_hz, &crystal_hz) == 0 &&
               crystal_hz == sample->crystal_hz && uart_hz / 1000000 == crystal_hz / 1000000,
           "%s: the crystal (%u, %u)", sample->name, crystal_hz, uart_hz);
}

static void begin(const struct sample *with)
{
    sample = with;
    flags = 0;
    reads = true;
    odd_infos = 0;
    magic = with->chip_id == 2 ? 0x000007c6 : 0x00001111;
    info_size = with->chip_id == 2 ? 12 : 20;
}

static const struct word no_words[] = {{0, 0}};
static const struct sample unknown = {.chip_id = 77, .words = no_words};

/* What can be read of a chip in Secure Download Mode is its number. */
static void test_secured(void)
{
    const struct esp_family *family;

    begin(&samples[2]);
    flags = 1 << 2;
    reads = false;
    tap_ok(detect(&family) == 0 && secured && family->facts->image_id == 5,
           "in Secure Download Mode a chip is known by its number");
    begin(&samples[0]);
    flags = 1 << 2;
    reads = false;
    tap_ok(detect(&family) == 0 && secured && family->facts->image_id == 2,
           "and the chip that does not tell its number, by that");
    sample = &unknown;
    info_size = 20;
    tap_ok(detect(&family) == ESP_ERR_CHIP && strstr(fake.fault.text, "77"),
           "an unknown number is an error in this mode, too");
}

/* EFUSE_FLASH_TYPE, by ESP-IDF's soc/esp32s2 and soc/esp32s3 (efuse_reg.h) and esptool: bit 9 of
 * EFUSE_RD_REPEAT_DATA3. */
static void test_octal(void)
{
    static const struct word s2[] = {MAC_WORDS(0x3f41a044), {0x3f41a03c, 1 << 9}, {0, 0}};
    static const struct word s3[] = {MAC_WORDS(0x60007044), {0x6000703c, 1 << 9}, {0, 0}};
    static const struct word c3[] = {MAC_WORDS(0x60008844), {0x6000883c, 1 << 9}, {0, 0}};
    static const struct word four[] = {MAC_WORDS(0x60007044), {0x6000703c, ~(1u << 9)}, {0, 0}};
    static const struct sample wanted[] = {
        {.chip_id = 2, .words = s2}, {.chip_id = 9, .words = s3},
        {.chip_id = 9, .words = four}, {.chip_id = 5, .words = c3}};

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        struct esp_identity identity = {0};
        const struct esp_family *family;

        begin(&wanted[i]);
        tap_ok(detect(&family) == 0 &&
                   family->read_identity(family, &chip_link, &identity) == 0 &&
                   identity.flash_is_octal == (i < 2),
               "flash with %s data lines", i < 2 ? "eight" : "four");
    }
}

static void test_trouble(void)
{
    const struct esp_family *family;

    begin(&unknown);
    tap_ok(detect(&family) == ESP_ERR_CHIP && strstr(fake.fault.text, "77"),
           "an unknown number is an error that names it");
    info_size = 0;
    tap_ok(detect(&family) == ESP_ERR_CHIP && strstr(fake.fault.text, "0x00001111"),
           "a loader without the command: the error names the magic");
    reads = false;
    tap_ok(detect(&family) == ESP_ERR_STATUS, "a loader that refuses everything is no unknown chip");
    begin(&samples[2]);
    odd_infos = 1;
    tap_ok(detect(&family) == 0 && family->facts->image_id == 5,
           "a number that was damaged once is asked for again");
    info_size = 16;
    tap_ok(detect(&family) == ESP_ERR_PROTOCOL, "an answer of another length is an error");
    begin(&samples[2]);
    odd_infos = 1000;
    tap_ok(detect(&family) == ESP_ERR_CHIP, "a number that stays odd is unknown");
}

int main(void)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        begin(&samples[i]);
        test_sample();
    }
    test_octal();
    test_secured();
    test_trouble();
    return tap_done();
}
