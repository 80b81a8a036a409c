/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the trial program, and its way back into the ROM's loader.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A simple return would stop the chip: the ROM's main() then prints "user code done" and
 * stays idle.  So this code calls the loader, UartDwnLdProc, in the same way as main(), and
 * with a return address in main().  After that call main() checks which program to start
 * next; for this it needs the base of the registers in a12.  This program is not needed any
 * more then, and the stack is as deep as before.
 *
 * The ROM masked the UART's interrupt when it left its loader, and the loader unmasks it
 * again.  Until then every byte stays in the FIFO.
 */
    .section .text.entry, "ax"
    .global trial_entry
    .type trial_entry, @function
trial_entry:
    j       start

    .align  4
    .literal_position

start:
    addi    a1, a1, -16
    s32i    a13, a1, 0          /* main() needs its a13 again */
    call0   trial_run
    l32i    a13, a1, 0
    addi    a1, a1, 16
    movi    a12, 0x60000200     /* the value that main() has in a12 */
    movi    a2, 0x3fffa000      /* the loader's receive buffer */
    movi    a3, 0x2000          /* its size in bytes */
    movi    a4, 0x3fffdcd0      /* here the loader puts the next program's entry; 0: boot */
    movi    a0, 0x40001127      /* in main(), after the call that leads to the loader */
    movi    a5, 0x40003368      /* UartDwnLdProc */
    jx      a5
