/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The description of the LX106.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: core-isa.h of the LX106.
 */
#include "sim/cpu/lx106/lx106.h"

const struct xtensa_core lx106_core = {
    .options = XTENSA_HAS_ABSOLUTE_LITERALS,
    .configid = {0xc28cdafa, 0x1082b6f6}, /* XCHAL_HW_CONFIGID0 and 1 */
    .reset_pc = 0x40000080,               /* XCHAL_RESET_VECTOR1_VADDR */
    .reset_vecbase = 0x40000000,          /* XCHAL_VECBASE_RESET_VADDR */
    .kernel = LX106_VECTOR_KERNEL,
    .user = LX106_VECTOR_USER,
    .double_exception = LX106_VECTOR_DOUBLE,
    .level_vector = {[2] = LX106_VECTOR_DEBUG, [3] = LX106_VECTOR_NMI},
    .debug_level = 2, /* XCHAL_DEBUGLEVEL */
    .nmi_level = 3,   /* XCHAL_NMILEVEL */
    .excm_level = 1,
    .level_mask = {[1] = LX106_INT_LEVEL | LX106_INT_TIMER | LX106_INT_SOFT | LX106_INT_EDGE},
    .by_line = LX106_INT_LEVEL,
    .by_edge = LX106_INT_EDGE,
    .by_software = LX106_INT_SOFT,
    .nmi = LX106_INT_NMI,
    .timers = 1,
    .timer = {LX106_INT_TIMER},
    .prohibited_end = 0x20000000, /* the boot ROM gives no access to memory below this
                                   * (CACHEATTR 0x2222211f) */
};
