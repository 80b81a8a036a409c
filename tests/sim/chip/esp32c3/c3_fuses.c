/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eFuses of a virtual ESP32-C3.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32c3/c3_fuses.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "sim/chip/wordlist.h"

/* Fields, by word. */
enum {
    DATA0 = C3_FUSE_REPEAT_DATA0,
    DATA0_RD_DIS_KEY0 = 1 << 0,
    DATA0_DIS_USB_JTAG = 1 << 9,
    DATA0_DIS_DOWNLOAD_ICACHE = 1 << 10,
    DATA0_DIS_USB_DEVICE = 1 << 11,
    DATA0_SOFT_DIS_JTAG_SHIFT = 16,
    DATA0_DIS_PAD_JTAG = 1 << 19,
    DATA0_DIS_DOWNLOAD_ENCRYPT = 1 << 20,
    DATA1 = DATA0 + 1,
    DATA1_CRYPT_CNT_SHIFT = 18,
    DATA1_REVOKE_SHIFT = 21,
    DATA1_KEY_PURPOSE_0_SHIFT = 24,
    DATA1_KEY_PURPOSE_1_SHIFT = 28,
    DATA2 = DATA0 + 2,
    DATA2_KEY_PURPOSES = 0xffff, /* of keys 2 to 5 */
    DATA2_SECURE_BOOT_EN = 1 << 20,
    DATA2_AGGRESSIVE_REVOKE = 1 << 21,
    DATA3 = DATA0 + 3,
    DATA3_DIS_DOWNLOAD_MODE = 1 << 0,
    DATA3_DIS_USB_DOWNLOAD = 1 << 4,
    DATA3_SECURITY_DOWNLOAD = 1 << 5,
    PADS_SHIFT = 16, /* in the second word of the block with the MAC address */
    KIND = C3_FUSE_MAC + 3,
    KIND_MINOR_SHIFT = 18,
    KIND_PACKAGE_SHIFT = 21,
    KIND_FLASH_SHIFT = 27,
    MAJOR = C3_FUSE_MAC + 5,
    MAJOR_MINOR_HIGH_SHIFT = 23,
    MAJOR_SHIFT = 24,
    MINOR_LOW_BITS = 3,
    MINOR_DEFAULT = 4, /* of the chips that are sold now */
};

/* A name's place is the code of PKG_VERSION and of FLASH_CAP plus 1 (ESP-IDF,
 * esp_efuse_table.csv; esptool's esp32c3.py). */
static const char *const packages[] = {"esp32c3", "esp8685", "esp32c3az", "esp8686", NULL};
static const char *const flash_sizes[] = {"none", "4mb", "2mb", "1mb", "8mb", NULL};
static const char *const majors[] = {"0", "1", NULL};
static const char *const minors[] = {"0", "1", "2", "3", "4", NULL};

static const struct sim_word known[] = {
    {"package", offsetof(struct c3_fuses, package), 0, packages},
    {"revision", offsetof(struct c3_fuses, major), 0, majors},
    {"minor", offsetof(struct c3_fuses, minor), 0, minors},
    {"flash", offsetof(struct c3_fuses, flash), 0, flash_sizes},
    {"crypt-count", offsetof(struct c3_fuses, crypt_count), 1, NULL},
    {"key-purpose", offsetof(struct c3_fuses, key_purpose), 4, NULL},
    {"key-purposes", offsetof(struct c3_fuses, key_purposes), 0, NULL},
    {"soft-jtag", offsetof(struct c3_fuses, soft_jtag), 1, NULL},
    {"revoked", offsetof(struct c3_fuses, revoked), 1, NULL},
    {"pads", offsetof(struct c3_fuses, pads), 1, NULL},
    {"secure-boot-v2", offsetof(struct c3_fuses, secure_boot), 0, NULL},
    {"aggressive-revoke", offsetof(struct c3_fuses, aggressive), 0, NULL},
    {"keys-hidden", offsetof(struct c3_fuses, keys_hidden), 0, NULL},
    {"no-download", offsetof(struct c3_fuses, no_download), 0, NULL},
    {"secure-download", offsetof(struct c3_fuses, secure_download), 0, NULL},
    {"no-usb-serial", offsetof(struct c3_fuses, no_usb_serial), 0, NULL},
    {"no-usb-jtag", offsetof(struct c3_fuses, no_usb_jtag), 0, NULL},
    {"no-usb-download", offsetof(struct c3_fuses, no_usb_download), 0, NULL},
    {"no-jtag", offsetof(struct c3_fuses, no_pad_jtag), 0, NULL},
    {"no-dl-encrypt", offsetof(struct c3_fuses, no_dl_encrypt), 0, NULL},
    {"no-dl-cache", offsetof(struct c3_fuses, no_dl_cache), 0, NULL},
    {NULL, 0, 0, NULL},
};

int c3_fuses_parse(const char *list, struct c3_fuses *fuses)
{
    return sim_words_parse(list, known, fuses);
}

int c3_fuses_set_mac(struct c3_fuses *fuses, const char *mac)
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

static void make_kind(const struct c3_fuses *fuses, uint32_t *words)
{
    const uint8_t *mac = fuses->mac;
    uint32_t minor = fuses->minor ? fuses->minor - 1 : MINOR_DEFAULT;

    words[C3_FUSE_MAC] =
        (uint32_t)mac[2] << 24 | (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 | mac[5];
    words[C3_FUSE_MAC + 1] = (uint32_t)mac[0] << 8 | mac[1] | fuses->pads << PADS_SHIFT;
    words[C3_FUSE_MAC + 2] = fuses->pads >> (32 - PADS_SHIFT);
    words[KIND] = (minor & 7) << KIND_MINOR_SHIFT |
                  (fuses->package ? fuses->package - 1 : 0) << KIND_PACKAGE_SHIFT |
                  (fuses->flash ? fuses->flash - 1 : 0) << KIND_FLASH_SHIFT;
    words[MAJOR] = minor >> MINOR_LOW_BITS << MAJOR_MINOR_HIGH_SHIFT |
                   (fuses->major ? fuses->major - 1 : 0) << MAJOR_SHIFT;
}

static void make_block0(const struct c3_fuses *fuses, uint32_t *words)
{
    words[DATA0] = (fuses->keys_hidden ? DATA0_RD_DIS_KEY0 : 0) |
                   (fuses->no_usb_jtag ? DATA0_DIS_USB_JTAG : 0) |
                   (fuses->no_dl_cache ? DATA0_DIS_DOWNLOAD_ICACHE : 0) |
                   (fuses->no_usb_serial ? DATA0_DIS_USB_DEVICE : 0) |
                   (fuses->soft_jtag & 7) << DATA0_SOFT_DIS_JTAG_SHIFT |
                   (fuses->no_pad_jtag ? DATA0_DIS_PAD_JTAG : 0) |
                   (fuses->no_dl_encrypt ? DATA0_DIS_DOWNLOAD_ENCRYPT : 0);
    words[DATA1] = (fuses->crypt_count & 7) << DATA1_CRYPT_CNT_SHIFT |
                   (fuses->revoked & 7) << DATA1_REVOKE_SHIFT |
                   (fuses->key_purpose & 0xf) << DATA1_KEY_PURPOSE_0_SHIFT |
                   (fuses->key_purposes & 0xf) << DATA1_KEY_PURPOSE_1_SHIFT;
    words[DATA2] = (fuses->key_purposes >> 4 & DATA2_KEY_PURPOSES) |
                   (fuses->secure_boot ? DATA2_SECURE_BOOT_EN : 0) |
                   (fuses->aggressive ? DATA2_AGGRESSIVE_REVOKE : 0);
    words[DATA3] = (fuses->no_download ? DATA3_DIS_DOWNLOAD_MODE : 0) |
                   (fuses->no_usb_download ? DATA3_DIS_USB_DOWNLOAD : 0) |
                   (fuses->secure_download ? DATA3_SECURITY_DOWNLOAD : 0);
}

/* The keys are invented.  A hidden block reads as zeros. */
static void make_keys(const struct c3_fuses *fuses, uint32_t *words)
{
    enum { KEY_WORDS = 8 };

    if (fuses->keys_hidden || !(fuses->crypt_count || fuses->secure_boot))
        return;
    for (uint32_t i = 0; i < KEY_WORDS; i++)
        words[C3_FUSE_KEY0 + i] = 0x9e3779b9u * (i + 1);
}

void c3_fuses_make(const struct c3_fuses *fuses, uint32_t *words)
{
    memset(words, 0, C3_FUSE_WORDS * sizeof *words);
    make_block0(fuses, words);
    make_kind(fuses, words);
    make_keys(fuses, words);
}
