/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The family of the ESP32: what its eFuses say, and its row.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: the fields of eFuse block 0 and of APB_CTRL_DATE_REG: ESP32 Technical Reference
 * ("eFuse Controller"), ESP-IDF (efuse_reg.h, esp_efuse_table.csv) and esptool 5.3.1
 * (targets/esp32.py), which agree.  The packages: esptool.
 */
#include "esp/chip/esp32_family.h"

#include <stdio.h>
#include <string.h>

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/esp32/esp32_loader.h"
#include "esp/rom/esp32/esp32_stubs.h"
#include "esp/rom/loader.h"

enum {
    EFUSE_BLK0 = 0x3ff5a000,        /* EFUSE_BLK0_RDATA0_REG, and six words behind it */
    APB_CTRL_DATE = 0x3ff6607c,
    SPI1_USER = 0x3ff4201c,
    PACKAGES = 8,
    MAJOR_V3 = 3,
};
#define SPI_USR_COMMAND 0x80000000u
#define DATE_REVISION 0x80000000u /* highest bit of the major revision, as wired */

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
    bool flash, psram; /* inside the package */
};

static const struct package *find_package(const uint32_t *words)
{
    static const struct package packages[PACKAGES] = {
        {"ESP32-D0WDQ6", "ESP32-D0WDQ6-V3", "ESP32-S0WDQ6", false, false},
        {"ESP32-D0WD", "ESP32-D0WD-V3", "ESP32-S0WD", false, false},
        {"ESP32-D2WD", NULL, NULL, true, false},
        {"ESP32", NULL, NULL, false, false}, /* not known */
        {"ESP32-U4WDH", NULL, NULL, true, false},
        {"ESP32-PICO-D4", "ESP32-PICO-V3", NULL, true, false},
        {"ESP32-PICO-V3-02", NULL, NULL, true, true},
        {"ESP32-D0WDR2-V3", NULL, NULL, false, true},
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

static void list_features(struct esp_identity *identity)
{
    const uint32_t *words = identity->words;
    const struct package *package = find_package(words);
    bool slow = field(words, VERSION, 12, 2) == 3; /* a rated clock, and that is the low one */
    const char *coding = field(words, SECURITY, 0, 2) == 1   ? ",coding-3/4"
                         : field(words, SECURITY, 0, 2) == 2 ? ",coding-repeat"
                                                             : "";

    snprintf(identity->features, sizeof(identity->features), "wifi%s,%s%s%s%s%s%s",
             field(words, VERSION, 1, 1) ? "" : ",bt",
             single_core(words) ? "single-core" : "dual-core", slow ? ",160mhz" : "",
             package->flash ? ",flash" : "", package->psram ? ",psram" : "",
             field(words, REFERENCE, 8, 5) ? ",vref" : "", coding);
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

static void find_mac(struct esp_identity *identity)
{
    uint32_t low = identity->words[MAC_LOW], high = identity->words[MAC_HIGH];
    const uint8_t mac[6] = {(uint8_t)(high >> 8), (uint8_t)high,       (uint8_t)(low >> 24),
                            (uint8_t)(low >> 16), (uint8_t)(low >> 8), (uint8_t)low};
    uint8_t sum = crc8(mac, sizeof(mac)), stored = (uint8_t)(high >> 16);

    memcpy(identity->mac, mac, sizeof(mac));
    identity->has_mac = sum == stored;
    if (!identity->has_mac)
        snprintf(identity->remark, sizeof(identity->remark),
                 "the MAC address %02x:%02x:%02x:%02x:%02x:%02x in the chip's fuses does not "
                 "fit its check sum (0x%02x, not 0x%02x), so it is not used",
                 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], stored, sum);
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

void esp32_decode(struct esp_identity *identity)
{
    const uint32_t *words = identity->words;

    snprintf(identity->name, sizeof(identity->name), "%s", name_of(words));
    snprintf(identity->revision, sizeof(identity->revision), "%u.%u", major_revision(words),
             (unsigned)field(words, PADS, 24, 2));
    list_features(identity);
    find_mac(identity);
    identity->flash_encrypted = encrypts(words);
    identity->secure_boot = secure_boot_of(words);
}

static int read_words(struct esp_link *link, uint32_t words[ESP_IDENTITY_WORDS])
{
    uint32_t addresses[ESP_IDENTITY_WORDS];
    int err;

    for (uint32_t i = 0; i < ESP32_FUSE_WORDS; i++)
        addresses[i] = EFUSE_BLK0 + 4 * i;
    addresses[ESP32_DATE_WORD] = APB_CTRL_DATE;
    err = esp_read_regs_sure(link, addresses, ESP_IDENTITY_WORDS, words);
    words[ESP32_DATE_WORD] &= DATE_REVISION;
    return err;
}

static int read_identity(struct esp_link *link, struct esp_identity *identity)
{
    int err;

    *identity = (struct esp_identity){0};
    err = read_words(link, identity->words);
    if (!err)
        esp32_decode(identity);
    return err;
}

/* The fuses hold five bits for each pin; 0 in all of them stands for the usual pins.
 * SPI_ATTACH takes six bits for each pin. */
uint32_t esp32_flash_pads(const uint32_t *words)
{
    uint32_t clk = field(words, PADS, 0, 5), q = field(words, PADS, 5, 5),
             d = field(words, PADS, 10, 5), cs = field(words, PADS, 15, 5),
             hd = field(words, VERSION, 4, 5);

    return hd << 24 | cs << 18 | d << 12 | q << 6 | clk;
}

/* The ROM's own reads and writes rely on the controller's command phase.  It is on after a
 * reset, but the chip may not have been reset since another program used the controller.
 * Without it, the first byte of a read's address is the command that the flash gets: reading
 * at 0x060000 and then at 0x200000 erases a sector. */
static int enable_commands(struct esp_link *link)
{
    uint32_t user;
    int err = esp_write_reg(link, SPI1_USER, SPI_USR_COMMAND, SPI_USR_COMMAND);

    if (!err)
        err = esp_read_regs_sure(link, (const uint32_t[]){SPI1_USER}, 1, &user);
    if (!err && !(user & SPI_USR_COMMAND))
        err = esp_fail(link->fault, ESP_ERR_PROTOCOL,
                       "the flash controller has no command phase: SPI_USER is 0x%08x",
                       (unsigned)user);
    return err;
}

static int connect_flash(struct esp_link *link)
{
    uint32_t words[ESP_IDENTITY_WORDS];
    int err = read_words(link, words);

    if (!err)
        err = esp_rom_attach(link, esp32_flash_pads(words));
    return err ? err : enable_commands(link);
}

/* The stub does not touch the flash's pins, so the ROM connects them before the stub starts.
 * The ROM must know of the chip's own pins by fuses, and after the stub sent the chip back
 * to the loader, by a reset, the ROM must connect them again. */
static int start_program(struct esp_link *link, uint32_t entry)
{
    int err = connect_flash(link);

    return err ? err : esp_start_program(link, entry);
}

const struct esp_family esp_family_esp32 = {
    .facts = &esp_chipfacts[ESP_FACTS_ESP32],
    .tested = ESP_TESTED_ON_ROM,
    .source = "its boot ROM of revision 3, run; ESP32 Technical Reference",
    .strap = "GPIO0",
    .loader_baud_max = 921600,
    .spi = {.base = 0x3ff42000, .clock = 0x18, .user = 0x1c, .user1 = 0x20, .user2 = 0x24,
            .w0 = 0x80, .miso_dlen = 0x2c},
    .romcmd = {.flash_chip = ESP32_ROM_FLASH_CHIP, .message = ESP32_ROM_MESSAGE,
               .begin_words = 4},
    /* Instruction RAM that the cache does not use: ESP32 Technical Reference ("Embedded
     * Memory"). */
    .stub = {.code = esp_stub_esp32, .size = &esp_stub_esp32_size, .address = 0x40080000,
             .entry = 0x40080000, .room = 0x8000},
    .read_identity = read_identity,
    .read_clocks = esp32_read_clocks,
    .connect_flash = connect_flash,
    .start_program = start_program,
    .set_rate = esp32_set_rate,
    .rate_by_command = true,
    .rom_flash = &esp_flash_by_romcmd,
};
