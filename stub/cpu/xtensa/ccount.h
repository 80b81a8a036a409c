/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's cycle counter.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CPU_XTENSA_CCOUNT_H
#define STUB_CPU_XTENSA_CCOUNT_H

#include <stdint.h>

static inline uint32_t ccount(void)
{
    uint32_t cycles;

    __asm__ volatile("rsr %0, ccount" : "=a"(cycles));
    return cycles;
}

#endif
