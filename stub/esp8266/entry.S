/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the stub: the ROM jumps here.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Interrupts are masked first of all: the ROM's UART handler would steal
 * bytes.  The stack is our own, so that it does not matter how deep the ROM
 * was in its own.
 */
    .section .text.entry, "ax"
    .global stub_entry
    .type stub_entry, @function
stub_entry:
    movi    a2, 0x2f            /* PS: user vector mode, interrupt level 15 */
    wsr     a2, ps
    rsync
    j       prepare

    .align  4
    .literal_position

prepare:
    movi    a2, stub_bss_start
    movi    a3, stub_bss_end
    movi    a4, 0
clear:
    s32i    a4, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, clear
    movi    a1, stub_stack_top
    movi    a0, 0
    movi    a2, stub_main
    jx      a2
