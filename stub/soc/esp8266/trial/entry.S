/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the trial program, and its way back into the ROM's loader.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * To return would be the end: main() of the ROM then prints "user code done" and
 * stays idle.  So the loader, UartDwnLdProc, is called as main() does it, and as
 * if from there: behind that call main() looks what is to be started next, for
 * which it wants the base of the registers in a12.  Nothing of this program is
 * needed any more then, and the stack is as deep as before.
 *
 * The ROM has masked the UART's interrupt when it left its loader, which unmasks
 * it again: until then every byte stays in the FIFO.
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
    s32i    a13, a1, 0          /* main()'s */
    call0   trial_run
    l32i    a13, a1, 0
    addi    a1, a1, 16
    movi    a12, 0x60000200     /* what main() has there */
    movi    a2, 0x3fffa000      /* where the loader receives, */
    movi    a3, 0x2000          /* bytes there, */
    movi    a4, 0x3fffdcd0      /* where it leaves the next program's entry; 0: boot the flash */
    movi    a0, 0x40001127      /* main(), behind the call of what calls the loader */
    movi    a5, 0x40003368      /* UartDwnLdProc */
    jx      a5
