/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The description of the LX6 as the ESP32 has it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: core-isa.h of the ESP32.
 */
#include "sim/cpu/lx6/lx6.h"

const struct xtensa_core lx6_core = {
    .options = XTENSA_HAS_WINDOWS | XTENSA_HAS_LOOPS | XTENSA_HAS_MISC | XTENSA_HAS_MULTIPLY_HIGH |
               XTENSA_HAS_DIVIDE | XTENSA_HAS_ATOMIC | XTENSA_HAS_BOOLEANS | XTENSA_HAS_THREADPTR |
               XTENSA_HAS_UNALIGNED | XTENSA_HAS_MAC16 | XTENSA_HAS_HIGH_LEVELS |
               XTENSA_HAS_MISC_REGISTERS,
    .physical = 64,                       /* XCHAL_NUM_AREGS */
    .configid = {0xc2bcfffe, 0x1cc5fe96}, /* XCHAL_HW_CONFIGID0 and 1 */
    .reset_pc = 0x40000400,               /* XCHAL_RESET_VECTOR_VADDR */
    .reset_vecbase = 0x40000000,          /* XCHAL_VECBASE_RESET_VADDR */
    .kernel = LX6_VECTOR_KERNEL,
    .user = LX6_VECTOR_USER,
    .double_exception = LX6_VECTOR_DOUBLE,
    .level_vector = {[2] = LX6_VECTOR_LEVEL2,
                     [3] = LX6_VECTOR_LEVEL3,
                     [4] = LX6_VECTOR_LEVEL4,
                     [5] = LX6_VECTOR_LEVEL5,
                     [6] = LX6_VECTOR_DEBUG,
                     [7] = LX6_VECTOR_NMI},
    .debug_level = 6, /* XCHAL_DEBUGLEVEL */
    .nmi_level = 7,   /* XCHAL_NMILEVEL */
    .excm_level = 3,  /* XCHAL_EXCM_LEVEL */
    /* XCHAL_INTLEVELn_MASK */
    .level_mask = {[1] = 0x000637ff,
                   [2] = 0x00380000,
                   [3] = 0x28c08800,
                   [4] = 0x53000000,
                   [5] = 0x84010000},
    .by_line = LX6_INT_LEVEL,
    .by_edge = LX6_INT_EDGE,
    .by_software = LX6_INT_SOFTWARE,
    .nmi = LX6_INT_NMI,
    .timers = 3,
    .timer = {LX6_INT_TIMER0, LX6_INT_TIMER1, LX6_INT_TIMER2},
    .prohibited_end = 0x20000000, /* the boot ROM makes the lowest region inaccessible */
};
