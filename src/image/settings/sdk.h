/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last sectors of the flash, which belong to Espressif's first SDK.
 *
 * Copyright (C) 2026 the esputils authors
 *
 *   -16K  start values for the radio, 128 bytes ("esp_init_data_default.bin")
 *   -12K  parameters: WiFi, and which application boots; the first copy
 *    -8K  the second copy
 *    -4K  which copy counts
 *
 * The flash ends where the bootloader's header says.  Sources: "Flash Map" of Espressif's
 * "SDK Getting Started Guide"; user_rf_cal_sector_set() of the SDK's examples ("ABCCC");
 * struct ets_store_wifi_hdr of pvvx's esp8266web; boot_hdr_param.h and wifi_flash_header of
 * relib (both describe Espressif's binary libraries); comments in Tasmota's settings.ino.
 * For the bytes of the start values: core_esp8266_phy.cpp of the Arduino core.
 */
#ifndef IMAGE_SETTINGS_SDK_H
#define IMAGE_SETTINGS_SDK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    IMAGE_SDK_SECTOR = 0x1000,
    IMAGE_SDK_RADIO = 0x4000, /* offsets from the end of the flash */
    IMAGE_SDK_PARAMETERS = 0x3000,
    IMAGE_SDK_CHOICE = 0x1000,
    IMAGE_SDK_USER = 0x5000, /* Arduino's EEPROM; in other programs the calibration */
};

/* The parameters: three sectors. */
struct image_sdk {
    bool blank;   /* all three sectors */
    bool present; /* the last sector has the magics */
    unsigned copy; /* 0 or 1: the one that counts */
    uint32_t writes;
    uint32_t length; /* bytes of the copy that the checksum covers */
    uint32_t checksum_stored, checksum_computed;
    bool right; /* the checksum */
    /* The copy's first bytes, for the SDK's bootloader. */
    unsigned boots;        /* 0: user1, 1: user2; others: unknown */
    unsigned boot_version; /* 31: none */
};

/* data: IMAGE_SDK_PARAMETERS bytes. */
void image_sdk_parse(struct image_sdk *sdk, const uint8_t *data);

struct image_radio {
    bool blank;
    bool present;    /* the bytes look like start values */
    uint8_t version; /* 0: file "v05", 8: file "v08" */
    uint8_t crystal; /* 0: 40 MHz, 1: 26 MHz, 2: 24 MHz */
    uint8_t adc;     /* 255: the converter measures the supply */
};

/* data: IMAGE_SDK_SECTOR bytes. */
void image_radio_parse(struct image_radio *radio, const uint8_t *data);

#endif
