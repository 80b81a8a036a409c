/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash by the commands of a boot ROM: for every ROM since the ESP32's.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM reads 64 bytes at a time, and neither its requests nor its answers have a check
 * sum.  But it also computes the MD5 of any range.  So every reading and every change is
 * proven by the chip's digests, and contents that are known already (blank flash, an older
 * dump, an image) need no reading at all.
 *
 * All functions need the session in ESP_STATE_ROM.  If the loader no longer answers, these
 * functions reset the chip, if the port has reset lines.
 */
#ifndef ESP_FLASH_ROM_CMDFLASH_H
#define ESP_FLASH_ROM_CMDFLASH_H

#include "esp/flash/ops.h"

extern const struct esp_flash_ops esp_flash_by_romcmd; /* esp/flash/ops.h */

#endif
