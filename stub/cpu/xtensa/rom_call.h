/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calling a function of the ROM, in chips whose ROM uses windows of registers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CPU_XTENSA_ROM_CALL_H
#define STUB_CPU_XTENSA_ROM_CALL_H

#include <stdint.h>

/* Returns what the function returns.  Interrupts must be masked, and the CPU's vectors must be
 * the ROM's. */
uint32_t rom_call(uint32_t function, uint32_t arg1, uint32_t arg2, uint32_t arg3, uint32_t arg4);

#endif
