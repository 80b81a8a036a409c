/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calling a function of the ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM's functions use windows of registers, and the assembler for the ESP8266's CPU does
 * not know the instructions for that.  The function gets its arguments in a10 to a15,
 * returns its value in a10, and changes a8 to a15.
 */
    .text
    .align  4
    .literal_position
    .global rom_call
    .type rom_call, @function
rom_call:                       /* a2: the function; a3 to a6: its arguments */
    addi    a1, a1, -64
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    s32i    a14, a1, 12
    s32i    a15, a1, 16
    rsr     a8, ps
    s32i    a8, a1, 20
    addi    a9, a1, 64          /* if the windows overflow, the handler needs the caller's */
    addi    a10, a1, -12        /* stack pointer */
    s32i    a9, a10, 0
    .byte   0x80, 0x48, 0x03    /* rsr a8, windowbase */
    movi    a9, 1
    ssl     a8
    sll     a9, a9
    .byte   0x90, 0x49, 0x13    /* wsr a9, windowstart: only this window is in use */
    rsync
    l32i    a8, a1, 20
    movi    a9, 0x40000         /* PS.WOE */
    or      a9, a8, a9
    wsr     a9, ps
    rsync
    mov     a10, a3
    mov     a11, a4
    mov     a12, a5
    mov     a13, a6
    .byte   0xe0, 0x02, 0x00    /* callx8 a2 */
    l32i    a8, a1, 20
    wsr     a8, ps
    rsync
    mov     a2, a10
    l32i    a0, a1, 0
    l32i    a12, a1, 4
    l32i    a13, a1, 8
    l32i    a14, a1, 12
    l32i    a15, a1, 16
    addi    a1, a1, 64
    ret

/* gcc 13 calls this function to turn the bytes of a word around, and the stub is linked
 * without libgcc. */
    .align  4
    .global __bswapsi2
    .type __bswapsi2, @function
__bswapsi2:
    ssai    8
    srli    a3, a2, 16
    src     a3, a3, a2
    src     a3, a3, a3
    src     a2, a2, a3
    ret
