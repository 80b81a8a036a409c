/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Xtensa cores of the ESP32: LX6.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: the ESP32's core configuration (core-isa.h of "esp32_v3_49_prod").  What that
 * configuration has besides and this model lacks: the FPU, and the memory protection by
 * region (the TLB instructions have no effect).
 */
#ifndef SIM_CPU_LX6_LX6_H
#define SIM_CPU_LX6_LX6_H

#include "sim/cpu/xtensa/xtensa.h"

extern const struct xtensa_core lx6_core;

/* Vectors, as offsets from VECBASE (core-isa.h: XCHAL_*_VECOFS). */
enum {
    LX6_VECTOR_OVERFLOW4 = 0x000,
    LX6_VECTOR_UNDERFLOW4 = 0x040,
    LX6_VECTOR_OVERFLOW8 = 0x080,
    LX6_VECTOR_UNDERFLOW8 = 0x0c0,
    LX6_VECTOR_OVERFLOW12 = 0x100,
    LX6_VECTOR_UNDERFLOW12 = 0x140,
    LX6_VECTOR_LEVEL2 = 0x180,
    LX6_VECTOR_LEVEL3 = 0x1c0,
    LX6_VECTOR_LEVEL4 = 0x200,
    LX6_VECTOR_LEVEL5 = 0x240,
    LX6_VECTOR_DEBUG = 0x280, /* BREAK with PS.INTLEVEL below 6; level 6 */
    LX6_VECTOR_NMI = 0x2c0,
    LX6_VECTOR_KERNEL = 0x300,
    LX6_VECTOR_USER = 0x340,
    LX6_VECTOR_DOUBLE = 0x3c0,
};

/* Interrupts by bit (core-isa.h: XCHAL_INTTYPE_MASK_*). */
#define LX6_INT_LEVEL 0x8fbe333fu    /* follow their line */
#define LX6_INT_EDGE 0x50400400u     /* latch a rising line until INTCLEAR */
#define LX6_INT_SOFTWARE 0x20000080u /* INTSET */
#define LX6_INT_NMI 0x00004000u
#define LX6_INT_TIMER0 0x00000040u
#define LX6_INT_TIMER1 0x00008000u
#define LX6_INT_TIMER2 0x00010000u

/* PRID, by which code tells the two CPUs of an ESP32 apart (soc/cpu.h: the ROM compares
 * with 0xabab). */
#define LX6_PRID_PRO 0x0000cdcdu
#define LX6_PRID_APP 0x0000ababu

#endif
