/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eFuses of a virtual ESP32.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32 Technical Reference Manual ch. 20, and the fields of ESP-IDF's
 * efuse_reg.h.
 */
#ifndef SIM_CHIP_ESP32_FUSES_H
#define SIM_CHIP_ESP32_FUSES_H

#include <stdbool.h>
#include <stdint.h>

enum {
    FUSES_BLOCK0_WORDS = 7,
    FUSES_BLOCK_WORDS = 8, /* of blocks 1, 2 and 3 */
    FUSES_BLOCKS = 3,
};

struct fuses {
    uint8_t mac[6];
    bool bad_mac_crc;   /* the check sum of the MAC address is wrong */
    unsigned package;   /* place in the list of packages, counted from 1; 0: D0WD-V3 */
    unsigned revision;  /* major revision plus 1; 0: as is usual for the package */
    uint32_t minor;     /* minor revision */
    bool single_core, no_bluetooth, rated_160_mhz;
    uint32_t vref;      /* ADC_VREF, 5 bits */
    unsigned coding;    /* coding scheme of blocks 1 to 3, plus 1; 0: none */
    uint32_t crypt_count, crypt_config; /* FLASH_CRYPT_CNT and FLASH_CRYPT_CONFIG */
    bool secure_boot_v1, secure_boot_v2;
    bool keys_hidden;   /* blocks 1 and 2 cannot be read */
    bool no_download;   /* UART_DOWNLOAD_DIS */
    unsigned voltage;   /* of the flash, by fuses: place in the list, counted from 1; 0: by
                         * the strap */
    uint32_t pads;      /* SPI_PAD_CONFIG_CLK, _Q, _D and _CS0: the low 20 bits of word 5 */
    uint32_t pad_hd;    /* SPI_PAD_CONFIG_HD */
    uint32_t custom_mac; /* the last three bytes of a MAC address in block 3; 0: no address */
    bool bad_custom_crc; /* the check sum of that address is wrong */
    bool no_jtag, no_dl_encrypt, no_dl_decrypt, no_dl_cache; /* what they disable */
};

/* The words as they are read from 0x3ff5a000 on: block 0, and blocks 1 to 3. */
struct fuse_words {
    uint32_t block0[FUSES_BLOCK0_WORDS];
    uint32_t blocks[FUSES_BLOCKS][FUSES_BLOCK_WORDS];
};

/* Sets fuses from a list of words: see sim_words_parse().  Returns 0 or -1. */
int fuses_parse(const char *list, struct fuses *fuses);
/* Returns -1 if the text is no MAC address. */
int fuses_set_mac(struct fuses *fuses, const char *mac);

void fuses_make(const struct fuses *fuses, struct fuse_words *words);
/* The major revision, 0 to 3.  One of its bits is in a register: see APB_CTRL_DATE. */
unsigned fuses_revision(const struct fuses *fuses);

/* The flash's pins, six bits for each: CLK, Q, D, CS, HD; 0: pins 6 to 11.  This is what the
 * ROM's ets_efuse_get_spiconfig() returns. */
uint32_t fuses_flash_pads(const struct fuse_words *words);

#endif
