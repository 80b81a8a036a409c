/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32's registers: finds the peripheral for an address.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP32_ESP32_IO_H
#define SIM_CHIP_ESP32_ESP32_IO_H

#include <stdint.h>

#include "sim/chip/esp32/esp32_soc.h"

/* Storage for the registers that only store values.  NULL when out of memory.  The caller
 * must free() it. */
uint32_t *esp32_io_new_storage(void);

/* Sets the registers to their values after a reset. */
void esp32_io_reset(struct esp32 *chip, enum esp32_reset cause);

/* Functions of struct xtensa_bus.  ctx is the struct esp32. */
int esp32_io_load(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value);
int esp32_io_store(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value);

/* Sets the CPU's interrupt lines from the UART's present state. */
void esp32_io_update_irq(struct esp32 *chip);
/* The flash's pins may have been connected or disconnected. */
void esp32_io_update_pins(struct esp32 *chip);

#endif
