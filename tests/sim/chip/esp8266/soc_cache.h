/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second half of the instruction RAM, which the flash cache can use.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_SOC_CACHE_H
#define SIM_CHIP_ESP8266_SOC_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/esp8266/soc.h"

/* Two banks of 16 KB.  If a bit of SOC_CACHE_BANKS is set, the cache has the bank. */
enum {
    SOC_CACHE_IRAM = 0x40108000,
    SOC_CACHE_BANK_SIZE = 0x4000,
    SOC_CACHE_BANKS = 0x3ff00024, /* bit 3: the lower bank, bit 4: the upper bank */
    SOC_CACHE_BANK_BIT = 3,
};

/* Returns the value of SOC_CACHE_BANKS after a reset. */
uint32_t soc_cache_reset(struct soc *soc, enum soc_reset cause);
/* SOC_CACHE_BANKS now has this value. */
void soc_cache_set_banks(struct soc *soc, uint32_t value);

/* For loads and stores that reached no memory.  True if the address is in a bank that the
 * cache has.  Loads there read the flash's contents, and stores are lost. */
bool soc_cache_has(const struct soc *soc, uint32_t address);
uint32_t soc_cache_load(const struct soc *soc, uint32_t address);

#endif
