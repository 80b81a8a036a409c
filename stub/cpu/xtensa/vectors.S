/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the CPU's vectors lead to.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The interrupt uses the stub's stack.  It saves the registers that a C function may
 * change.
 */
    .section .text.entry, "ax"
    .align  4
    .literal_position

    .align  4
    .global interrupt_level3
    .type interrupt_level3, @function
interrupt_level3:
    addi    a1, a1, -64
    s32i    a0, a1, 0
    s32i    a2, a1, 4
    s32i    a3, a1, 8
    s32i    a4, a1, 12
    s32i    a5, a1, 16
    s32i    a6, a1, 20
    s32i    a7, a1, 24
    s32i    a8, a1, 28
    s32i    a9, a1, 32
    s32i    a10, a1, 36
    s32i    a11, a1, 40
    rsr     a2, sar
    s32i    a2, a1, 44
    movi    a2, interrupt_handler
    callx0  a2
    l32i    a2, a1, 44
    wsr     a2, sar
    l32i    a0, a1, 0
    l32i    a2, a1, 4
    l32i    a3, a1, 8
    l32i    a4, a1, 12
    l32i    a5, a1, 16
    l32i    a6, a1, 20
    l32i    a7, a1, 24
    l32i    a8, a1, 28
    l32i    a9, a1, 32
    l32i    a10, a1, 36
    l32i    a11, a1, 40
    addi    a1, a1, 64
    rfi     3

/* A fault of the program.  The host notices the silence. */
    .align  4
    .global interrupt_other
    .type interrupt_other, @function
interrupt_other:
    waiti   15
    j       interrupt_other
