/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the stub: the ROM jumps here.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Interrupts are masked first, because the ROM's UART handler would take bytes away.
 * (Until then the ROM's loader has the UART's interrupt masked.)  The stub has its own
 * stack, so the depth of the ROM's stack does not matter.
 */
#include "stub/cpu/xtensa/sum_words.h"

    .section .text.entry, "ax"
    .global stub_entry
    .type stub_entry, @function
stub_entry:
    j       check

    .align  4
stub_check:
    .word   0                   /* the sum that the host fills in (protocol.h); 0: no sum */
    .literal_position

/* The ROM checks an upload only by XOR, which does not notice all damage.  A stub that
 * arrived damaged goes back to the loader, so that the host can upload the stub again. */
check:
    movi    a2, stub_check
    l32i    a3, a2, 0
    beqz    a3, enter
    movi    a4, stub_code_end
    sum_words
    beq     a5, a3, enter
    j       rom_loader

enter:
    rsr     a7, ps
    movi    a2, 0x2f            /* PS: user vector mode, interrupt level 15 */
    wsr     a2, ps
    rsync
    movi    a2, stub_bss_start
    movi    a3, stub_bss_end
    movi    a4, 0
clear:
    s32i    a4, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, clear
    movi    a2, entry_registers
    s32i    a1, a2, 0
    s32i    a12, a2, 4
    s32i    a13, a2, 8
    s32i    a14, a2, 12
    s32i    a15, a2, 16
    s32i    a7, a2, 20
    movi    a1, stub_stack_top
    movi    a0, 0
    movi    a2, stub_main
    jx      a2

    .align  4
    .global entry_leave
    .type entry_leave, @function
entry_leave:
    movi    a4, entry_registers
    l32i    a1, a4, 0
    l32i    a12, a4, 4
    l32i    a13, a4, 8
    l32i    a14, a4, 12
    l32i    a15, a4, 16
    l32i    a4, a4, 20
    wsr     a4, ps
    rsync
    jx      a2
