/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Back into the boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * To return would be the end, for which see trial/entry.S: so both go on within main() of
 * the ROM, with the registers that it had when it started the stub.
 */
    .section .text.entry, "ax"  /* beside entry.S: a stub that lost its end still has it */
    .align  4
    .literal_position

/* To the loader, as main() calls it. */
    .global rom_loader
    .type rom_loader, @function
rom_loader:
    movi    a5, 0x40003368      /* UartDwnLdProc */
    movi    a12, 0x60000200     /* what main() wants there behind the loader */
    j       go

/* To where main() loads the flash's program.  Espressif's flasher stub returns there
 * (src/main.c of esp-flasher-stub). */
    .global rom_boot_flash
    .type rom_boot_flash, @function
rom_boot_flash:
    movi    a5, 0x400010a8
go:
    movi    a2, 0x3fffa000      /* where the loader receives, */
    movi    a3, 0x2000          /* bytes there, */
    movi    a4, 0x3fffdcd0      /* where it leaves the next program's entry; 0: boot the flash */
    movi    a0, 0x40001127      /* main(), behind the call of what calls the loader */
    jx      a5
