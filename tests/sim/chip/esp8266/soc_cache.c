/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second half of the instruction RAM, which the flash cache can use.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: esp8266/Arduino.  Two bits of 0x3ff00024 give 16 KB each to the cache.  The ROM's
 * Cache_Read_Disable leaves the bits set, and a hard reset clears them.  No source says
 * what other resets do, or which bit belongs to which bank.  A bank is RAM again when its
 * bit is clear, whether the cache is on or off.  The hard reset surely gives back the upper
 * bank: esptool's stub lies there.  So with config.cached_iram the cache has the lower bank
 * after each reset, and the upper bank only after resets by software and by the watchdog.
 */
#include "sim/chip/esp8266/soc_cache.h"

#include "base/bytes.h"
#include "sim/nor/nor_chip.h"

enum { BANKS = 2 };

/* Each bank gets its own region, behind the other regions. */
static void split_iram(struct soc *soc)
{
    struct xtensa_region whole = soc->cpu.regions[0];
    uint32_t kept = SOC_CACHE_IRAM - whole.base;

    soc->cpu.regions[0].size = kept;
    soc->first_bank = soc->cpu.region_count;
    for (uint32_t i = 0; i < BANKS; i++) {
        struct xtensa_region bank = whole;

        bank.base = SOC_CACHE_IRAM + i * SOC_CACHE_BANK_SIZE;
        bank.size = SOC_CACHE_BANK_SIZE;
        bank.bytes = whole.bytes + kept + i * SOC_CACHE_BANK_SIZE;
        xtensa_add_region(&soc->cpu, &bank);
    }
}

uint32_t soc_cache_reset(struct soc *soc, enum soc_reset cause)
{
    bool hard = cause == SOC_RESET_POWER_ON || cause == SOC_RESET_EXTERNAL;
    uint32_t banks = (hard ? 1u : 3u) << SOC_CACHE_BANK_BIT;

    if (!soc->config.cached_iram)
        return 0;
    if (!soc->first_bank)
        split_iram(soc);
    soc_cache_set_banks(soc, banks);
    return banks;
}

/* A region without bytes has no addresses, so accesses to its addresses reach the bus. */
void soc_cache_set_banks(struct soc *soc, uint32_t value)
{
    for (uint32_t i = 0; soc->first_bank && i < BANKS; i++)
        soc->cpu.regions[soc->first_bank + i].size =
            value >> (SOC_CACHE_BANK_BIT + i) & 1 ? 0 : SOC_CACHE_BANK_SIZE;
}

bool soc_cache_has(const struct soc *soc, uint32_t address)
{
    return soc->first_bank && address - SOC_CACHE_IRAM < BANKS * SOC_CACHE_BANK_SIZE;
}

uint32_t soc_cache_load(const struct soc *soc, uint32_t address)
{
    uint32_t at = (address - SOC_CACHE_IRAM) % nor_size(soc->nor);

    return esp_get32(nor_bytes(soc->nor) + at);
}
