/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's interrupt level.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CPU_XTENSA_INTERRUPTS_H
#define STUB_CPU_XTENSA_INTERRUPTS_H

#include <stdint.h>

/* Masks all interrupts.  Returns PS, for interrupts_restore(). */
static inline uint32_t interrupts_mask(void)
{
    uint32_t ps;

    __asm__ volatile("rsil %0, 15" : "=a"(ps) : : "memory");
    return ps;
}

static inline void interrupts_restore(uint32_t ps)
{
    __asm__ volatile("wsr %0, ps\n\trsync" : : "a"(ps) : "memory");
}

static inline void interrupts_allow(void)
{
    __asm__ volatile("rsil a2, 0" : : : "a2", "memory");
}

#endif
