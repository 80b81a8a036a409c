/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasmota's settings, as they lie in sectors of the flash.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * One structure fills one sector.  It rotates through eight sectors: the one with the most
 * saves counts.  Sources: Tasmota's settings.ino (SettingsLoad(), GetCfgCrc16(),
 * GetCfgCrc32()) and settings.h (offsets).
 */
#ifndef IMAGE_SETTINGS_TASMOTA_H
#define IMAGE_SETTINGS_TASMOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMAGE_TASMOTA_SIZE = 4096 };

struct image_tasmota {
    uint16_t holder;  /* CFG_HOLDER of the firmware: another value resets the settings */
    uint32_t saves;   /* counted from 0 */
    uint32_t version; /* 0x0c020001: 12.2.0.1 */
    unsigned crc_bits; /* 16 or 32, which depends on the version */
    uint32_t crc_stored, crc_computed;
    bool right;
};

/* Parses the sector at data.  False if it has no such settings. */
bool image_tasmota_parse(struct image_tasmota *settings, const uint8_t *data);

#endif
