/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32-C3's registers: finds the peripheral for an address.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32C3_C3_IO_H
#define SIM_CHIP_ESP32C3_C3_IO_H

#include <stdint.h>

#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/c3_soc.h"

/* Storage for the registers that only store values.  NULL when out of memory.  The caller
 * must free() it. */
uint32_t *c3_io_new_storage(void);

/* The stored value of the register at an address from PERI_BASE to PERI_END. */
static inline uint32_t *c3_plain(const struct c3 *chip, uint32_t address)
{
    return &chip->plain[(address - PERI_BASE) / 4];
}

/* Sets the registers to their values after a reset of more than the CPU. */
void c3_io_reset(struct c3 *chip, enum c3_reset cause);

/* Functions of struct rv32_bus.  ctx is the struct c3. */
bool c3_io_load(void *ctx, struct rv32 *cpu, uint32_t address, unsigned size, uint32_t *value);
bool c3_io_store(void *ctx, struct rv32 *cpu, uint32_t address, unsigned size, uint32_t value);

#endif
