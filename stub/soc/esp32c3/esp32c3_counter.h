/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's own counter, which is not that of the RISC-V standard: mpcer selects cycles, mpcmr
 * lets it run, mpccr has the count (Technical Reference, "CSR Registers").
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP32C3_ESP32C3_COUNTER_H
#define STUB_SOC_ESP32C3_ESP32C3_COUNTER_H

#include <stdint.h>

static inline void counter_start(void)
{
    __asm__ volatile("csrwi 0x7e0, 1\n\tcsrwi 0x7e1, 1");
}

static inline uint32_t counter_cycles(void)
{
    uint32_t cycles;

    __asm__ volatile("csrr %0, 0x7e2" : "=r"(cycles));
    return cycles;
}

#endif
