/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check sum of a program, for assembler sources: ESP_STUB_CHECK_OFFSET in
 * esp/wire/protocol.h.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * a2: the address of the check word, before the first word of the sum.  a4: the end.  The sum
 * is in a5.  Changes a2 and a6.
 */
#ifndef STUB_CPU_XTENSA_SUM_WORDS_H
#define STUB_CPU_XTENSA_SUM_WORDS_H

    .macro  sum_words
    movi    a5, 0
    ssai    27                  /* rotates left by ESP_STUB_CHECK_TURN = 32 - 27 */
1:
    addi    a2, a2, 4
    l32i    a6, a2, 0
    src     a5, a5, a5
    add     a5, a5, a6
    addi    a6, a2, 4
    bltu    a6, a4, 1b
    .endm

#endif
