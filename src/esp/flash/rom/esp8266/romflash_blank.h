/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of an erase by the boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_ROM_ESP8266_ROMFLASH_BLANK_H
#define ESP_FLASH_ROM_ESP8266_ROMFLASH_BLANK_H

#include "esp/session/session_impl.h"

/* Reads erased sectors back: all bytes of a range up to 16 KB; of a longer range the first
 * 64 bytes of each sector.  *left: the first sector that is not blank, or the end of the
 * range. */
int esp_erase_find_left(struct esp_session *s, uint32_t address, uint32_t size, uint32_t *left);

#endif
