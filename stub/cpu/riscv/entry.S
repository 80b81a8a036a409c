/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the stub: the ROM jumps here.  And the CPU's vectors.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Interrupts are masked first, because the ROM's UART handler would take bytes away.
 * (Until then the ROM's loader has the UART's interrupt masked.)  The stub has its own
 * stack, so the depth of the ROM's stack does not matter.
 */
    .section .text.entry, "ax"
    .option push
    .option norvc
    .global stub_entry
    .type stub_entry, @function
stub_entry:
    j       check
stub_check:
    .word   0                   /* the sum that the host fills in (protocol.h); 0: no sum */
    .option pop

/* The ROM checks an upload only by XOR, which does not notice all damage.  A stub that
 * arrived damaged goes back to the loader, so that the host can upload the stub again. */
check:
    csrci   mstatus, 8          /* MIE */
    lla     a0, stub_check
    lw      a1, 0(a0)
    beqz    a1, enter
    lla     a2, stub_code_end
    li      a3, 0
sum:
    addi    a0, a0, 4
    lw      a4, 0(a0)
    slli    a5, a3, 5           /* ESP_STUB_CHECK_TURN */
    srli    a3, a3, 27
    or      a3, a3, a5
    add     a3, a3, a4
    addi    a4, a0, 4
    bltu    a4, a2, sum
    beq     a3, a1, enter
    tail    rom_loader

enter:
    la      a0, stub_bss_start
    la      a1, stub_bss_end
clear:
    sw      zero, 0(a0)
    addi    a0, a0, 4
    bltu    a0, a1, clear
    la      sp, stub_stack_top
    tail    stub_main

/* A fault of the program.  The host notices the silence. */
fault:
    wfi
    j       fault

/* Each of the 32 vectors is one jump of four bytes; the first is that of exceptions. */
    .section .text.vectors, "ax"
    .option push
    .option norvc
    .align  8
    .global interrupt_vectors
    .type interrupt_vectors, @object
interrupt_vectors:
    j       fault
    .rept   31
    j       interrupt_handler
    .endr
    .option pop
