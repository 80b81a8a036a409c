/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xtensa instructions as words, for the unit tests of the interpreter.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_SIM_XTENSA_WORDS_H
#define UNIT_SIM_XTENSA_WORDS_H

#include <stdint.h>

/* ---- instructions (Xtensa ISA reference manual ch. 6) ---- */

enum {
    ILL = 0x000000,
    RET = 0x000080,
    RFE = 0x003000,
    RFDE = 0x003200,
    RFI3 = 0x003310,
    BREAK = 0x004000,
    SYSCALL = 0x005000,
    SIMCALL = 0x005100,
    NOP = 0x0020f0,
    NOP_N = 0xf03d,
    /* special registers */
    SR_LITBASE = 5,
    SR_EPC1 = 177,
    SR_INTSET = 226,
    SR_INTCLEAR = 227,
    SR_INTENABLE = 228,
    SR_PS = 230,
    SR_CCOUNT = 234,
    SR_CCOMPARE0 = 240,
};

static inline uint32_t rri8(uint32_t op, unsigned t, unsigned s, uint32_t imm8)
{
    return 2 | t << 4 | s << 8 | op << 12 | (imm8 & 0xff) << 16;
}

static inline uint32_t l8ui(unsigned t, unsigned s, unsigned offset)
{
    return rri8(0, t, s, offset);
}

static inline uint32_t l32i(unsigned t, unsigned s, unsigned offset)
{
    return rri8(2, t, s, offset / 4);
}

static inline uint32_t s16i(unsigned t, unsigned s, unsigned offset)
{
    return rri8(5, t, s, offset / 2);
}

static inline uint32_t s32i(unsigned t, unsigned s, unsigned offset)
{
    return rri8(6, t, s, offset / 4);
}

static inline uint32_t movi(unsigned t, int imm)
{
    return rri8(10, t, ((uint32_t)imm >> 8) & 15, (uint32_t)imm);
}

static inline uint32_t addi(unsigned t, unsigned s, int imm)
{
    return rri8(12, t, s, (uint32_t)imm);
}

static inline uint32_t bnez(unsigned s, int distance)
{
    return 0x56 | s << 8 | (uint32_t)(distance - 4) << 12;
}

static inline uint32_t jump(int distance)
{
    return 0x06 | ((uint32_t)(distance - 4) & 0x3ffff) << 6;
}

static inline uint32_t jx(unsigned s)
{
    return 0x0000a0 | s << 8;
}

static inline uint32_t rsr(unsigned t, uint32_t sr)
{
    return 0x030000 | sr << 8 | t << 4;
}

static inline uint32_t wsr(unsigned t, uint32_t sr)
{
    return 0x130000 | sr << 8 | t << 4;
}

static inline uint32_t waiti(unsigned level)
{
    return 0x007000 | level << 8;
}

static inline uint32_t l32r(unsigned t, int words)
{
    return 0x01 | t << 4 | ((uint32_t)words & 0xffff) << 8;
}

static inline void put_word(uint8_t *at, uint32_t word)
{
    for (unsigned i = 0; i < 3 && (i < 2 || (word & 15) < 8); i++)
        at[i] = (uint8_t)(word >> 8 * i);
}

#endif
