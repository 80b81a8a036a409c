/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going back into the boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A simple return would stop the chip; trial/entry.S explains this.  So both functions
 * continue inside the ROM's main(), with the registers that main() had when it started the
 * stub.
 */
    /* This code is next to entry.S, so that it is there even if the stub's end is lost. */
    .section .text.entry, "ax"
    .align  4
    .literal_position

/* Goes to the loader, as main() calls it. */
    .global rom_loader
    .type rom_loader, @function
rom_loader:
    movi    a5, 0x40003368      /* UartDwnLdProc */
    movi    a12, 0x60000200     /* main() needs this value in a12 after the loader */
    j       go

/* Goes to the place where main() loads the flash's program.  Espressif's flasher stub also
 * returns there (src/main.c of esp-flasher-stub). */
    .global rom_boot_flash
    .type rom_boot_flash, @function
rom_boot_flash:
    movi    a5, 0x400010a8
go:
    movi    a2, 0x3fffa000      /* the loader's receive buffer */
    movi    a3, 0x2000          /* its size in bytes */
    movi    a4, 0x3fffdcd0      /* here the loader puts the next program's entry; 0: boot */
    movi    a0, 0x40001127      /* in main(), after the call that leads to the loader */
    jx      a5
