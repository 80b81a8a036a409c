/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Xtensa core of the ESP8266: an LX106.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: the LX106's core configuration (core-isa.h).  The LX106 has level-1 interrupts and
 * exceptions, debug at level 2, NMI at level 3, one timer (ccompare0) and extended l32r
 * (litbase).  It has no windows, loops, min/max, sext, booleans or division.
 */
#ifndef SIM_CPU_LX106_LX106_H
#define SIM_CPU_LX106_LX106_H

#include "sim/cpu/xtensa/xtensa.h"

extern const struct xtensa_core lx106_core;

/* Vectors, as offsets from VECBASE (core-isa.h: XCHAL_*_VECOFS). */
enum {
    LX106_VECTOR_DEBUG = 0x10, /* BREAK with PS.INTLEVEL below 2; level 2 */
    LX106_VECTOR_NMI = 0x20,
    LX106_VECTOR_KERNEL = 0x30, /* PS.UM clear */
    LX106_VECTOR_USER = 0x50,   /* PS.UM set */
    LX106_VECTOR_DOUBLE = 0x70, /* PS.EXCM set already */
};

/* Interrupts by bit (core-isa.h: XCHAL_INTn_TYPE).  All except the NMI have level 1. */
enum {
    LX106_INT_LEVEL = 0x003f, /* 0 to 5 follow their line */
    LX106_INT_TIMER = 0x0040, /* 6: CCOUNT reached CCOMPARE0 */
    LX106_INT_SOFT = 0x0080,  /* 7: INTSET */
    LX106_INT_EDGE = 0x3f00,  /* 8 to 13 latch a rising line until INTCLEAR */
    LX106_INT_NMI = 0x4000,   /* 14: a rising line; it cannot be masked */
};

#endif
