/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eFuses of a virtual ESP32.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32/fuses.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "sim/chip/wordlist.h"

/* Fields of block 0, by word. */
enum {
    W0_RD_DIS_KEYS = 3 << 16,
    W0_CRYPT_CNT_SHIFT = 20,
    W0_UART_DOWNLOAD_DIS = 1 << 27,
    W2_MAC_CRC_SHIFT = 16,
    W3_DISABLE_APP_CPU = 1 << 0,
    W3_DISABLE_BT = 1 << 1,
    W3_PACKAGE_4BIT = 1 << 2,
    W3_PAD_HD_SHIFT = 4,
    W3_PACKAGE_SHIFT = 9,
    W3_CPU_FREQ_LOW = 1 << 12,
    W3_CPU_FREQ_RATED = 1 << 13,
    W3_REVISION_BIT = 1 << 15,
    W4_VREF_SHIFT = 8,
    W4_XPD_SDIO = 1 << 14,
    W4_SDIO_TIEH = 1 << 15,
    W4_SDIO_FORCE = 1 << 16,
    W5_REVISION_BIT = 1 << 20,
    W5_MINOR_SHIFT = 24,
    W5_CRYPT_CONFIG_SHIFT = 28,
    W6_ABS_DONE_0 = 1 << 4,
    W6_ABS_DONE_1 = 1 << 5,
    W6_JTAG_DISABLE = 1 << 6,
    W6_DISABLE_DL_ENCRYPT = 1 << 7,
    W6_DISABLE_DL_DECRYPT = 1 << 8,
    W6_DISABLE_DL_CACHE = 1 << 9,
    MAC_CUSTOM_VERSION = 1 << 24, /* word 5 of block 3 */
    CUSTOM_MAC_DEFAULT = 0x0b0c0d,
    PAD_BITS = 6,
    GPIO_BEHIND_GAP = 30, /* numbers from here on stand for the pin two numbers higher */
    CRC_POLYNOMIAL = 0x8c, /* esp_crc8() of the ROM: 0x31, reflected */
    /* CK8M_FREQ, which the ROM uses to measure the crystal.  Chips have values near this. */
    CK8M_FREQ = 52,
};

struct package {
    unsigned code;
    unsigned revision; /* without the word revision= */
    uint32_t pads, pad_hd; /* the pads of an embedded flash */
};

/* SPI_PAD_CONFIG_*: CLK, Q, D, CS0. */
#define PADS(clk, q, d, cs) ((clk) | (q) << 5 | (d) << 10 | (uint32_t)(cs) << 15)

static const char *const package_names[] = {"d0wdq6",  "d0wd",       "d2wd",    "u4wdh", "pico-d4",
                                            "pico-v3", "pico-v3-02", "d0wdr2", NULL};
/* Codes of esptool's esp32.py.  Pads of the parts with a flash: data sheets of ESP32-D2WD,
 * ESP32-U4WDH and the ESP32-PICO series. */
static const struct package packages[] = {
    {0, 1, 0, 0},
    {1, 3, 0, 0},
    {2, 1, PADS(6, 17, 8, 16), 11},
    {4, 3, PADS(6, 17, 8, 16), 11},
    {5, 1, PADS(6, 17, 8, 16), 11},
    {5, 3, PADS(6, 17, 8, 16), 11},
    {6, 3, PADS(6, 17, 8, 16), 11},
    {7, 3, 0, 0},
};
enum { PACKAGE_DEFAULT = 2 };

static const char *const revisions[] = {"0", "1", "2", "3", NULL};
static const char *const codings[] = {"none", "3/4", "repeat", NULL};
static const char *const voltages[] = {"off", "1.8", "3.3", NULL};

static const struct sim_word known[] = {
    {"package", offsetof(struct fuses, package), 0, package_names},
    {"revision", offsetof(struct fuses, revision), 0, revisions},
    {"minor", offsetof(struct fuses, minor), 1, NULL},
    {"single-core", offsetof(struct fuses, single_core), 0, NULL},
    {"no-bt", offsetof(struct fuses, no_bluetooth), 0, NULL},
    {"160mhz", offsetof(struct fuses, rated_160_mhz), 0, NULL},
    {"vref", offsetof(struct fuses, vref), 6, NULL},
    {"coding", offsetof(struct fuses, coding), 0, codings},
    {"crypt-count", offsetof(struct fuses, crypt_count), 1, NULL},
    {"crypt-config", offsetof(struct fuses, crypt_config), 0xf, NULL},
    {"secure-boot-v1", offsetof(struct fuses, secure_boot_v1), 0, NULL},
    {"secure-boot-v2", offsetof(struct fuses, secure_boot_v2), 0, NULL},
    {"keys-hidden", offsetof(struct fuses, keys_hidden), 0, NULL},
    {"no-download", offsetof(struct fuses, no_download), 0, NULL},
    {"voltage", offsetof(struct fuses, voltage), 0, voltages},
    {"pads", offsetof(struct fuses, pads), 0x88, NULL},
    {"pad-hd", offsetof(struct fuses, pad_hd), 11, NULL},
    {"custom-mac", offsetof(struct fuses, custom_mac), CUSTOM_MAC_DEFAULT, NULL},
    {"bad-custom-mac-crc", offsetof(struct fuses, bad_custom_crc), 0, NULL},
    {"no-jtag", offsetof(struct fuses, no_jtag), 0, NULL},
    {"no-dl-encrypt", offsetof(struct fuses, no_dl_encrypt), 0, NULL},
    {"no-dl-decrypt", offsetof(struct fuses, no_dl_decrypt), 0, NULL},
    {"no-dl-cache", offsetof(struct fuses, no_dl_cache), 0, NULL},
    {"bad-mac-crc", offsetof(struct fuses, bad_mac_crc), 0, NULL},
    {NULL, 0, 0, NULL},
};

int fuses_parse(const char *list, struct fuses *fuses)
{
    return sim_words_parse(list, known, fuses);
}

int fuses_set_mac(struct fuses *fuses, const char *mac)
{
    unsigned b[6];
    char rest;

    if (sscanf(mac, "%2x:%2x:%2x:%2x:%2x:%2x%c", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5],
               &rest) != 6)
        return -1;
    for (int i = 0; i < 6; i++)
        fuses->mac[i] = (uint8_t)b[i];
    return 0;
}

static const struct package *package_of(const struct fuses *fuses)
{
    return &packages[(fuses->package ? fuses->package : PACKAGE_DEFAULT) - 1];
}

unsigned fuses_revision(const struct fuses *fuses)
{
    return fuses->revision ? fuses->revision - 1 : package_of(fuses)->revision;
}

static uint8_t crc8(const uint8_t *bytes, size_t size)
{
    uint8_t crc = 0;

    while (size--) {
        crc ^= *bytes++;
        for (int bit = 0; bit < 8; bit++)
            crc = (uint8_t)(crc & 1 ? crc >> 1 ^ CRC_POLYNOMIAL : crc >> 1);
    }
    return crc;
}

static void make_mac(const struct fuses *fuses, uint32_t *word)
{
    const uint8_t *mac = fuses->mac;
    uint8_t crc = crc8(mac, sizeof fuses->mac);

    if (fuses->bad_mac_crc)
        crc ^= 0xff;
    word[1] = (uint32_t)mac[2] << 24 | (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 | mac[5];
    word[2] = (uint32_t)crc << W2_MAC_CRC_SHIFT | (uint32_t)mac[0] << 8 | mac[1];
}

/* ESP-IDF, esp_efuse_table.csv: CUSTOM_MAC_CRC, MAC_CUSTOM, MAC_VERSION. */
static void make_custom_mac(const struct fuses *fuses, uint32_t *word)
{
    const uint32_t low = fuses->custom_mac;
    const uint8_t mac[6] = {0x24, 0x0a, 0xc4, (uint8_t)(low >> 16), (uint8_t)(low >> 8),
                            (uint8_t)low};
    uint8_t crc = crc8(mac, sizeof mac);

    if (!low)
        return;
    if (fuses->bad_custom_crc)
        crc ^= 0xff;
    word[0] = (uint32_t)mac[2] << 24 | (uint32_t)mac[1] << 16 | (uint32_t)mac[0] << 8 | crc;
    word[1] = (uint32_t)mac[5] << 16 | (uint32_t)mac[4] << 8 | mac[3];
    word[5] = MAC_CUSTOM_VERSION;
}

static void make_kind(const struct fuses *fuses, uint32_t *word)
{
    const struct package *package = package_of(fuses);
    unsigned revision = fuses_revision(fuses);

    word[3] |= (package->code & 7) << W3_PACKAGE_SHIFT;
    word[3] |= package->code & 8 ? W3_PACKAGE_4BIT : 0;
    word[3] |= fuses->single_core ? W3_DISABLE_APP_CPU : 0;
    word[3] |= fuses->no_bluetooth ? W3_DISABLE_BT : 0;
    word[3] |= W3_CPU_FREQ_RATED | (fuses->rated_160_mhz ? W3_CPU_FREQ_LOW : 0);
    word[3] |= revision >= 1 ? W3_REVISION_BIT : 0;
    word[3] |= ((fuses->pad_hd ? fuses->pad_hd : package->pad_hd) & 0x1f) << W3_PAD_HD_SHIFT;
    word[5] |= (fuses->pads ? fuses->pads : package->pads) & 0xfffff;
    word[5] |= revision >= 2 ? W5_REVISION_BIT : 0;
    word[5] |= (fuses->minor & 3) << W5_MINOR_SHIFT;
}

static void make_power(const struct fuses *fuses, uint32_t *word)
{
    static const uint32_t bits[] = {0, W4_SDIO_FORCE, W4_SDIO_FORCE | W4_XPD_SDIO,
                                    W4_SDIO_FORCE | W4_XPD_SDIO | W4_SDIO_TIEH};

    word[4] = CK8M_FREQ | (fuses->vref & 0x1f) << W4_VREF_SHIFT | bits[fuses->voltage];
}

/* The keys are invented.  A hidden block reads as zeros. */
static void make_keys(const struct fuses *fuses, struct fuse_words *words)
{
    bool encrypted = fuses->crypt_count, signed_boot = fuses->secure_boot_v1 ||
                                                       fuses->secure_boot_v2;

    if (fuses->keys_hidden)
        return;
    for (unsigned i = 0; i < FUSES_BLOCK_WORDS; i++) {
        words->blocks[0][i] = encrypted ? 0x9e3779b9u * (i + 1) : 0;
        words->blocks[1][i] = signed_boot ? 0x85ebca6bu * (i + 1) : 0;
    }
}

void fuses_make(const struct fuses *fuses, struct fuse_words *words)
{
    uint32_t *word = words->block0;

    memset(words, 0, sizeof *words);
    word[0] = (fuses->crypt_count & 0x7f) << W0_CRYPT_CNT_SHIFT |
              (fuses->keys_hidden ? W0_RD_DIS_KEYS : 0) |
              (fuses->no_download ? W0_UART_DOWNLOAD_DIS : 0);
    make_mac(fuses, word);
    make_power(fuses, word);
    make_kind(fuses, word);
    word[5] |= (fuses->crypt_config & 0xf) << W5_CRYPT_CONFIG_SHIFT;
    word[6] = (fuses->coding ? fuses->coding - 1 : 0) |
              (fuses->secure_boot_v1 ? W6_ABS_DONE_0 : 0) |
              (fuses->secure_boot_v2 ? W6_ABS_DONE_1 : 0) |
              (fuses->no_jtag ? W6_JTAG_DISABLE : 0) |
              (fuses->no_dl_encrypt ? W6_DISABLE_DL_ENCRYPT : 0) |
              (fuses->no_dl_decrypt ? W6_DISABLE_DL_DECRYPT : 0) |
              (fuses->no_dl_cache ? W6_DISABLE_DL_CACHE : 0);
    make_custom_mac(fuses, words->blocks[2]);
    make_keys(fuses, words);
}

/* As the real ROM's code does: it does not compare D with CS, nor HD with another pin. */
uint32_t fuses_flash_pads(const struct fuse_words *words)
{
    uint32_t fuses = words->block0[5] & 0xfffff, hd = words->block0[3] >> W3_PAD_HD_SHIFT & 0x1f;
    uint32_t clk = fuses & 0x1f, q = fuses >> 5 & 0x1f, d = fuses >> 10 & 0x1f, cs = fuses >> 15;
    const uint32_t pins[] = {clk, q, d, cs, hd};
    uint32_t pads = 0;

    if (fuses == 0 || fuses == 0xfffff || clk == q || clk == d || clk == cs || q == d || q == cs)
        return 0;
    for (unsigned i = 0; i < sizeof pins / sizeof *pins; i++)
        pads |= (pins[i] < GPIO_BEHIND_GAP ? pins[i] : pins[i] + 2) << PAD_BITS * i;
    return pads;
}
