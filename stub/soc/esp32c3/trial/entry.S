/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the trial program, and its way back into the ROM's loader.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A simple return would stop the chip: the ROM's main() then prints "user code done" and
 * stays idle.  So this code calls the loader, UartDwnLdProc, as main() does, and then calls
 * the program that the loader has received, as main() does.  The loader is called by its entry
 * in the ROM's table of functions, which is at the same place in all revisions of the ROM
 * (ESP-IDF, esp32c3.rom.ld).
 *
 * The ROM checks an upload only by XOR, which does not notice all damage.  A trial program that
 * arrived damaged goes back to the loader at once.
 *
 * The code here runs on main()'s stack, and keeps the return address into main() in s0.  main()
 * uses none of its registers after it has called a program, except sp.  Because everything is
 * again as main() left it, trials can follow each other.
 *
 * The ROM masked the UART's interrupt when it left its loader, and the loader unmasks it
 * again.  Until then every byte stays in the FIFO.
 */
    .section .text.entry, "ax"
    .option push
    .option norvc
    .global trial_entry
    .type trial_entry, @function
trial_entry:
    j       start
trial_check:
    .word   0                   /* the sum that the host fills in (protocol.h) */
    .option pop

start:
    mv      s0, ra
    lla     a0, trial_check
    lw      a1, 0(a0)
    lla     a2, trial_end
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
    bne     a3, a1, loader
    call    trial_run
loader:
    lla     s1, trial_next      /* the loader puts the next program's entry here */
    sw      zero, 0(s1)
    li      a0, 0x3fccae04      /* the loader's buffer for a frame, as in main() */
    li      a1, 0x2000          /* its size in bytes */
    mv      a2, s1
    li      a3, 0x400000b4      /* UartDwnLdProc */
    jalr    a3
    lw      a3, 0(s1)
    beqz    a3, reset           /* FLASH_END: there is no program */
    mv      ra, s0              /* a program that returns, returns to main() */
    jr      a3

/* The reset ends in the loader again, because the strapping pins are not sampled again. */
reset:
    li      a0, 0x60008000      /* RTC_CNTL_OPTIONS0 */
    lw      a1, 0(a0)
    li      a2, 0x80000000      /* SW_SYS_RST */
    or      a1, a1, a2
    sw      a1, 0(a0)
resetting:
    j       resetting
