/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back to the boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Resets the chip.  The strapping pins are not sampled again at this reset, so the ROM's
 * loader starts again.
 */
    .section .text.entry, "ax"
    .global rom_loader
    .type rom_loader, @function
rom_loader:
    li      a0, 0x60008000      /* RTC_CNTL_OPTIONS0 */
    lw      a1, 0(a0)
    li      a2, 0x80000000      /* SW_SYS_RST */
    or      a1, a1, a2
    sw      a1, 0(a0)
resetting:
    j       resetting
