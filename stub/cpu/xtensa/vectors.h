/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's vectors, for cores that can have them in RAM: those of the ESP32 and of later chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CPU_XTENSA_VECTORS_H
#define STUB_CPU_XTENSA_VECTORS_H

#include <stdint.h>

/* Sets vectors of the stub's own: an interrupt of level 3 goes to interrupt_handler(), and
 * everything else stops the CPU.  Ends a zero-overhead loop that the ROM was in. */
void vectors_set(void);

/* The interrupts of the CPU that are enabled, one bit for each. */
void vectors_enable(uint32_t bits);

/* The chip's folder has this function. */
void interrupt_handler(void) __attribute__((used, externally_visible));

/* vectors.S: where the vectors lead. */
extern const uint32_t interrupt_level3[], interrupt_other[];

#endif
