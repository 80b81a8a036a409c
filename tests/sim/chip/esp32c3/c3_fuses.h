/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eFuses of a virtual ESP32-C3.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32-C3 Technical Reference Manual ch. 4, and the fields of ESP-IDF's efuse_reg.h.
 */
#ifndef SIM_CHIP_ESP32C3_C3_FUSES_H
#define SIM_CHIP_ESP32C3_C3_FUSES_H

#include <stdbool.h>
#include <stdint.h>

/* The words that programs can read, from EFUSE_RD_WR_DIS on. */
enum {
    C3_FUSE_WR_DIS = 0,
    C3_FUSE_REPEAT_DATA0 = 1, /* and four more */
    C3_FUSE_MAC = 6,          /* six words of block 1: MAC address, pads, kind of chip */
    C3_FUSE_SYS_PART1 = 12,
    C3_FUSE_USER_DATA = 20,
    C3_FUSE_KEY0 = 28,        /* six keys of eight words each */
    C3_FUSE_WORDS = 84,
};

struct c3_fuses {
    uint8_t mac[6];
    unsigned package; /* place in the list of packages, counted from 1; 0: ESP32-C3 */
    unsigned major;   /* major revision plus 1; 0: 0 */
    unsigned minor;   /* minor revision plus 1; 0: 4 */
    unsigned flash;   /* flash in the package: place in the list, counted from 1; 0: none */
    uint32_t crypt_count; /* SPI_BOOT_CRYPT_CNT */
    uint32_t key_purpose; /* of key 0 */
    uint32_t key_purposes; /* of keys 1 to 5, four bits each, key 1 lowest */
    uint32_t soft_jtag;   /* SOFT_DIS_JTAG: JTAG is off if an odd number of the three bits is set */
    uint32_t revoked;     /* SECURE_BOOT_KEY_REVOKE0 to 2, as bits */
    uint32_t pads;        /* SPI_PAD_CONF: CLK, Q, D, CS, HD, six bits each */
    bool secure_boot, keys_hidden;
    bool aggressive;      /* SECURE_BOOT_AGGRESSIVE_REVOKE */
    bool no_download;     /* DIS_DOWNLOAD_MODE */
    bool secure_download; /* ENABLE_SECURITY_DOWNLOAD */
    bool no_usb_serial, no_usb_jtag, no_usb_download, no_pad_jtag, no_dl_encrypt, no_dl_cache;
};

/* Sets fuses from a list of words: see sim_words_parse().  Returns 0 or -1. */
int c3_fuses_parse(const char *list, struct c3_fuses *fuses);
/* Returns -1 if the text is no MAC address. */
int c3_fuses_set_mac(struct c3_fuses *fuses, const char *mac);

/* words has C3_FUSE_WORDS. */
void c3_fuses_make(const struct c3_fuses *fuses, uint32_t *words);

#endif
