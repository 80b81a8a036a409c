/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the trial program, and its way back into the ROM's loader.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A simple return would stop the chip: the ROM's main() then prints "user code done" and
 * stays idle.  So this code calls the loader, UartDwnLdProc, as main() does, and then calls
 * the program that the loader has received, as main() does.  Only the loader's address is
 * taken from the ROM (ESP-IDF, esp32.rom.ld).  The ROM of revision 0, from which that list
 * was made, and the ROM of revision 3 have the loader at the same place.
 *
 * The ROM checks an upload only by XOR, which does not notice all damage.  A trial program that
 * arrived damaged goes back to the loader at once.
 *
 * The code here runs in main()'s window of registers and on main()'s stack: it has no "entry"
 * instruction, which the assembler for the ESP8266's CPU does not know.  main() uses none of
 * its registers after it has called a program, except a1.  The 16 bytes below a1 belong to
 * the windows.  Because everything is again as main() left it, trials can follow each other.
 *
 * The ROM masked the UART's interrupt when it left its loader, and the loader unmasks it
 * again.  Until then every byte stays in the FIFO.
 */
#include "stub/cpu/xtensa/sum_words.h"

    .section .text.entry, "ax"
    .global trial_entry
    .type trial_entry, @function
trial_entry:
    j       start

    .align  4
trial_check:
    .word   0                   /* the sum that the host fills in (protocol.h) */
    .literal_position

start:
    mov     a7, a8              /* the return address in main(), as CALLX8 made it */
    movi    a2, trial_check
    l32i    a3, a2, 0
    movi    a4, trial_end
    sum_words
    bne     a5, a3, loader
    addi    a1, a1, -32
    s32i    a7, a1, 0
    call0   trial_run
    l32i    a7, a1, 0
    addi    a1, a1, 32
loader:
    movi    a2, trial_next      /* the loader puts the next program's entry here */
    movi    a3, 0
    s32i    a3, a2, 0
    movi    a10, 0x3ffc0000     /* the loader's buffer for a frame, as in main() */
    movi    a11, 0x2000         /* its size in bytes */
    mov     a12, a2
    movi    a4, 0x40008ce8      /* UartDwnLdProc */
    .byte   0xe0, 0x04, 0x00    /* callx8 a4: keeps a0 to a7 */
    l32i    a3, a2, 0
    beqz    a3, reset           /* FLASH_END: there is no program */
    movi    a4, call
    .byte   0xe0, 0x04, 0x00    /* callx8 a4: sets PS.CALLINC, on which "entry" relies */
call:
    mov     a8, a7              /* a program that returns, returns to main() */
    jx      a3

/* The reset ends in the loader again, because the strapping pins are not sampled again. */
reset:
    movi    a2, 0x3ff48000      /* RTC_CNTL_OPTIONS0 */
    l32i    a3, a2, 0
    movi    a4, 0x80000000      /* SW_SYS_RST */
    or      a3, a3, a4
    s32i    a3, a2, 0
    memw
resetting:
    j       resetting
