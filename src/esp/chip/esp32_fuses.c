/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuses of an ESP32 say about the chip and its flash.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: the fields of eFuse blocks 0 and 3 and of APB_CTRL_DATE_REG: ESP32 Technical
 * Reference ("eFuse Controller"), ESP-IDF (efuse_reg.h, esp_efuse_table.csv) and esptool 5.3.1
 * (targets/esp32.py), which agree.  The packages: esptool; the sizes of what is inside them:
 * Espressif's data sheets.
 */
#include "esp/chip/esp32_family.h"

#include <stdio.h>
#include <string.h>

#include "esp/chip/fusewords.h"

enum { PACKAGES = 8, MAJOR_V3 = 3 };

enum {
    CUSTOM_MAC_VERSION = 1,
    FIRST_MOVED_PIN = 30,
    PAD_BITS = 6,
    RTC_SDIO_FORCE = 1 << 22, /* RTC_CNTL_SDIO_CONF_REG; bit 31 is XPD */
    RTC_SDIO_TIEH = 1 << 23,
    STRAP_MTDI = 1 << 5,
};
enum { CLK, Q, D, CS, HD, PADS_COUNT };

/* Words of block 0. */
enum { CRYPT = 0, MAC_LOW = 1, MAC_HIGH = 2, VERSION = 3, REFERENCE = 4, PADS = 5, SECURITY = 6 };

static uint32_t field(const uint32_t *words, int word, unsigned shift, unsigned bits)
{
    return words[word] >> shift & ((1u << bits) - 1);
}

/* The wired bits count 0, 1, 3, 7. */
static unsigned major_revision(const uint32_t *words)
{
    static const uint8_t revisions[8] = {[1] = 1, [3] = 2, [7] = 3};

    return revisions[field(words, VERSION, 15, 1) | field(words, PADS, 20, 1) << 1 |
                     (words[ESP32_DATE_WORD] ? 4u : 0u)];
}

static unsigned package_of(const uint32_t *words)
{
    return field(words, VERSION, 9, 3) | field(words, VERSION, 2, 1) << 3;
}

/* The names of a package: of a chip with two cores, of one with two cores and revision 3,
 * and of one with a single core. */
struct package {
    const char *usual, *v3, *single;
    unsigned flash_mb, psram_mb; /* inside the package */
};

static const struct package *find_package(const uint32_t *words)
{
    static const struct package packages[PACKAGES] = {
        {"ESP32-D0WDQ6", "ESP32-D0WDQ6-V3", "ESP32-S0WDQ6", 0, 0},
        {"ESP32-D0WD", "ESP32-D0WD-V3", "ESP32-S0WD", 0, 0},
        {"ESP32-D2WD", NULL, NULL, 2, 0},
        {"ESP32", NULL, NULL, 0, 0}, /* not known */
        {"ESP32-U4WDH", NULL, NULL, 4, 0},
        {"ESP32-PICO-D4", "ESP32-PICO-V3", NULL, 4, 0},
        {"ESP32-PICO-V3-02", NULL, NULL, 8, 2},
        {"ESP32-D0WDR2-V3", NULL, NULL, 0, 2},
    };
    unsigned package = package_of(words);

    return &packages[package < PACKAGES ? package : 3];
}

static bool single_core(const uint32_t *words)
{
    return field(words, VERSION, 0, 1);
}

static const char *name_of(const uint32_t *words)
{
    const struct package *package = find_package(words);

    if (single_core(words) && package->single)
        return package->single;
    return major_revision(words) == MAJOR_V3 && package->v3 ? package->v3 : package->usual;
}

/* The CPU's clock, if the chip is rated for one. */
static const char *rated_clock(const uint32_t *words)
{
    static const char *const clocks[4] = {[2] = "240mhz", [3] = "160mhz"};

    return clocks[field(words, VERSION, 12, 2)];
}

static void list_features(struct esp_identity *identity)
{
    const uint32_t *words = identity->words;
    const struct package *package = find_package(words);
    static const char *const codings[4] = {[1] = "coding-3/4", [2] = "coding-repeat"};
    const char *coding = codings[field(words, SECURITY, 0, 2)], *clock = rated_clock(words);
    char *list = identity->features;
    size_t size = sizeof(identity->features);

    esp_fuses_add_word(list, size, "wifi");
    if (!field(words, VERSION, 1, 1))
        esp_fuses_add_word(list, size, "bt");
    esp_fuses_add_word(list, size, single_core(words) ? "single-core" : "dual-core");
    if (clock)
        esp_fuses_add_word(list, size, clock);
    if (package->flash_mb)
        esp_fuses_add_memory(list, size, "flash", package->flash_mb);
    if (package->psram_mb)
        esp_fuses_add_memory(list, size, "psram", package->psram_mb);
    if (field(words, REFERENCE, 8, 5))
        esp_fuses_add_word(list, size, "vref");
    if (coding)
        esp_fuses_add_word(list, size, coding);
}

/* CRC-8 with the polynomial x^8 + x^5 + x^4 + 1, the lowest bit first (Maxim, "1-Wire"). */
static uint8_t crc8(const uint8_t *bytes, size_t size)
{
    uint8_t crc = 0;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (uint8_t)(crc >> 1 ^ (crc & 1 ? 0x8c : 0));
    }
    return crc;
}

/* Fills in an address that fits its check sum.  For another address, tells so in the remark
 * and returns false.  whose: what the remark says before "MAC address". */
static bool accept_mac(struct esp_identity *identity, const char *whose, const uint8_t mac[6],
                       uint8_t stored, uint8_t into[6])
{
    uint8_t sum = crc8(mac, 6);
    size_t used = strlen(identity->remark);

    memcpy(into, mac, 6);
    if (sum != stored)
        snprintf(identity->remark + used, sizeof(identity->remark) - used,
                 "%sthe %sMAC address %02x:%02x:%02x:%02x:%02x:%02x in the chip's fuses does not "
                 "fit its check sum (0x%02x, not 0x%02x), so it is not used",
                 used ? "; " : "", whose, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], stored,
                 sum);
    return sum == stored;
}

static void find_mac(struct esp_identity *identity)
{
    uint32_t low = identity->words[MAC_LOW], high = identity->words[MAC_HIGH];
    uint8_t mac[6];

    esp_fuses_mac(low, high, mac);
    identity->has_mac =
        accept_mac(identity, "", mac, (uint8_t)(high >> 16), identity->mac);
}

/* The address in block 3: its check sum in the first byte, then its bytes in order.  Programs
 * of ESP-IDF take it if the block's version is 1.  A block that cannot be read reads as
 * zeros. */
static void find_custom_mac(struct esp_identity *identity)
{
    const uint32_t *words = identity->words + ESP32_CUSTOM_MAC;
    const uint8_t mac[6] = {(uint8_t)(words[0] >> 8), (uint8_t)(words[0] >> 16),
                            (uint8_t)(words[0] >> 24), (uint8_t)words[1],
                            (uint8_t)(words[1] >> 8), (uint8_t)(words[1] >> 16)};

    if (identity->words[ESP32_CUSTOM_VERSION] >> 24 == CUSTOM_MAC_VERSION)
        identity->has_custom_mac =
            accept_mac(identity, "custom ", mac, (uint8_t)words[0], identity->custom_mac);
}

/* Encryption is on if an odd number of the counter's bits is set. */
static bool encrypts(const uint32_t *words)
{
    return __builtin_parity(field(words, CRYPT, 20, 7));
}

static enum esp_secure_boot secure_boot_of(const uint32_t *words)
{
    if (major_revision(words) >= MAJOR_V3 && field(words, SECURITY, 5, 1)) /* ABS_DONE_1 */
        return ESP_SECURE_BOOT_V2;
    return field(words, SECURITY, 4, 1) ? ESP_SECURE_BOOT_V1 : ESP_SECURE_BOOT_OFF; /* ABS_DONE_0 */
}

/* The fuses hold five bits for each pin: 30 and 31 stand for GPIO32 and GPIO33.  Fuses that are
 * blank, or all burnt, or that name a pin twice, stand for the usual pins: 0.  SPI_ATTACH takes
 * six bits for each pin.  Source: ets_efuse_get_spiconfig() of the real ROM, which forgets to
 * compare D with CS, and HD with all others; espefuse has the two numbers, too. */
uint32_t esp32_flash_pads(const uint32_t *words)
{
    uint32_t pins[PADS_COUNT] = {field(words, PADS, 0, 5), field(words, PADS, 5, 5),
                                 field(words, PADS, 10, 5), field(words, PADS, 15, 5),
                                 field(words, VERSION, 4, 5)};
    uint32_t all = field(words, PADS, 0, 20), pads = 0;
    bool twice = pins[CLK] == pins[Q] || pins[CLK] == pins[D] || pins[CLK] == pins[CS] ||
                 pins[Q] == pins[D] || pins[Q] == pins[CS];

    if (all == 0 || all == 0xfffff || twice)
        return 0;
    for (unsigned i = 0; i < PADS_COUNT; i++)
        pads |= (pins[i] < FIRST_MOVED_PIN ? pins[i] : pins[i] + 2) << PAD_BITS * i;
    return pads;
}

static void list_pads(struct esp_identity *identity)
{
    uint32_t pads = esp32_flash_pads(identity->words);
    char number[4];

    for (unsigned i = 0; i < PADS_COUNT && pads; i++) {
        snprintf(number, sizeof(number), "%u", (unsigned)(pads >> PAD_BITS * i & 0x3f));
        esp_fuses_add_word(identity->flash_pads, sizeof(identity->flash_pads), number);
    }
}

/* UART_DOWNLOAD_DIS is not in the list: a chip that obeys it does not answer. */
static void list_disabled(struct esp_identity *identity)
{
    static const struct {
        unsigned bit; /* of block 0's word 6 */
        const char *word;
    } fuses[] = {{6, "jtag"}, {7, "dl-encrypt"}, {8, "dl-decrypt"}, {9, "dl-cache"}};

    for (size_t i = 0; i < sizeof(fuses) / sizeof(fuses[0]); i++)
        if (field(identity->words, SECURITY, fuses[i].bit, 1))
            esp_fuses_add_word(identity->disabled, sizeof(identity->disabled), fuses[i].word);
}

void esp32_decode(struct esp_identity *identity)
{
    const uint32_t *words = identity->words;

    snprintf(identity->name, sizeof(identity->name), "%s", name_of(words));
    snprintf(identity->revision, sizeof(identity->revision), "%u.%u", major_revision(words),
             (unsigned)field(words, PADS, 24, 2));
    list_features(identity);
    find_mac(identity);
    find_custom_mac(identity);
    list_pads(identity);
    list_disabled(identity);
    identity->flash_encrypted = encrypts(words);
    identity->secure_boot = secure_boot_of(words);
}

static void set_supply(struct esp_identity *identity, bool on, bool tied_high, const char *reason)
{
    bool usual = on && tied_high;

    snprintf(identity->flash_voltage, sizeof(identity->flash_voltage), "%s",
             !on ? "off" : tied_high ? "3.3" : "1.8");
    if (!usual)
        snprintf(identity->voltage_reason, sizeof(identity->voltage_reason), "%s", reason);
}

/* A program's choice counts first, then the fuses, then the strapping pin (ESP-IDF,
 * rtc_vddsdio_get_config()).  3.3 V says something only if the fuses fix it. */
void esp32_decode_supply(struct esp_identity *identity, uint32_t strap, uint32_t supply)
{
    const uint32_t *words = identity->words;

    if (supply & RTC_SDIO_FORCE) {
        set_supply(identity, supply >> 31, supply & RTC_SDIO_TIEH, "a program has chosen it");
        if (!identity->voltage_reason[0])
            identity->flash_voltage[0] = '\0';
    } else if (field(words, REFERENCE, 16, 1)) { /* XPD_SDIO_FORCE, then XPD_SDIO_REG and _TIEH */
        set_supply(identity, field(words, REFERENCE, 14, 1), field(words, REFERENCE, 15, 1),
                   "the chip's fuses say so");
    } else if (strap & STRAP_MTDI) {
        set_supply(identity, true, false, "GPIO12 was high at the reset");
    }
}
