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

/* Are these settings of a version before 6.0, which have no check? */
bool image_tasmota_is_early(const uint8_t *data);

/* Parses the sector at data.  False if it has no such settings. */
bool image_tasmota_parse(struct image_tasmota *settings, const uint8_t *data);

/* Parses a backup that Tasmota's web page gives away (.dmp): the same structure, of which all
 * bytes but the first two are masked.  Newer versions may put settings of drivers behind it, and
 * a header before it.  False if the size is not right, either.  Source: settings.ino,
 * SettingsConfigBackup() and SettingsBufferXor(). */
bool image_tasmota_parse_dmp(struct image_tasmota *settings, const uint8_t *dmp, size_t size);

/* Versions with a CRC-32 keep the sum of 16 bits as well, for firmwares of before.  Is the
 * sum right? */
bool image_tasmota_sum16_right(const uint8_t *data);

/* Makes the check of parsed settings right; the sum of 16 bits, too, if sum16. */
void image_tasmota_renew(uint8_t *data, bool sum16);

#endif
