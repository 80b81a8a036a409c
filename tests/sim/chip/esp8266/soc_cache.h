/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second half of the instruction RAM, which the flash cache can take.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_SOC_CACHE_H
#define SIM_CHIP_ESP8266_SOC_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/esp8266/soc.h"

/* Two banks of 16 KB.  A set bit of SOC_CACHE_BANKS gives its bank to the cache. */
enum {
    SOC_CACHE_IRAM = 0x40108000,
    SOC_CACHE_BANK_SIZE = 0x4000,
    SOC_CACHE_BANKS = 0x3ff00024, /* bit 3: the lower bank, bit 4: the upper one */
    SOC_CACHE_BANK_BIT = 3,
};

/* After a reset: what SOC_CACHE_BANKS is then. */
uint32_t soc_cache_reset(struct soc *soc, enum soc_reset cause);
/* SOC_CACHE_BANKS has that value now. */
void soc_cache_set_banks(struct soc *soc, uint32_t value);

/* Loads and stores that reached no memory: true for those to a bank that the cache has.
 * Contents of the flash are read there, and what is stored is lost. */
bool soc_cache_has(const struct soc *soc, uint32_t address);
uint32_t soc_cache_load(const struct soc *soc, uint32_t address);

#endif
