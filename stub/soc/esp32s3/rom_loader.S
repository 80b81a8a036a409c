/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back to the boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Resets the chip.  The strapping pins are not sampled again at this reset, so the ROM's
 * loader starts again.  (A return to the loader would need a window of registers, which the
 * stub has given up.)
 */
    .section .text.entry, "ax"
    .align  4
    .literal_position
    .global rom_loader
    .type rom_loader, @function
rom_loader:
    movi    a2, 0x60008000      /* RTC_CNTL_OPTIONS0 */
    l32i    a3, a2, 0
    movi    a4, 0x80000000      /* SW_SYS_RST */
    or      a3, a3, a4
    s32i    a3, a2, 0
    memw
resetting:
    j       resetting
