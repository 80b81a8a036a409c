/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP8266's registers: finds the peripheral for an address.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_SOC_IO_H
#define SIM_CHIP_ESP8266_SOC_IO_H

#include <stdint.h>

#include "sim/chip/esp8266/soc.h"

/* Storage for the registers that only store values.  NULL when out of memory.  The caller
 * must free() it. */
uint32_t *soc_io_new_storage(void);

/* Sets the registers to their values after a reset.  RTC memory survives every reset.  The
 * pins' functions survive a software reset, because the ROM does not set them again
 * then. */
void soc_io_reset(struct soc *soc, enum soc_reset cause);

/* Functions of struct xtensa_bus.  ctx is the struct soc. */
int soc_io_load(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value);
int soc_io_store(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value);

/* Virtual time at which the watchdog resets the chip.  UINT64_MAX when the watchdog is
 * off. */
uint64_t soc_io_watchdog_due(const struct soc *soc);

#endif
