/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes Xtensa instruction words to operations and operands.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 7 "Instruction formats and opcodes".  Functions
 * and tables have the names of its opcode groups (QRST, ST0, LSAI...).  An instruction that
 * the core lacks, or that the manual reserves, becomes `ill`.
 */
#include "sim/cpu/xtensa/xtensa_fields.h"

static void decode_lsai(uint32_t word, struct xtensa_insn *i)
{
    int32_t imm8 = (int32_t)field(word, 16, 8);

    into_t(i, OP(ill), word, imm8);
    switch (r_of(word)) {
    case 0:
        i->op = OP(l8ui);
        break;
    case 1:
        into_t(i, OP(l16ui), word, imm8 * 2);
        break;
    case 2:
        into_t(i, OP(l32i), word, imm8 * 4);
        break;
    case 4:
        i->op = OP(s8i);
        break;
    case 5:
        into_t(i, OP(s16i), word, imm8 * 2);
        break;
    case 6:
        into_t(i, OP(s32i), word, imm8 * 4);
        break;
    case 9:
        into_t(i, OP(l16si), word, imm8 * 2);
        break;
    case 10: /* s holds the top four of twelve bits */
        into_t(i, OP(movi), word, signed_field(word, 8, 4) * 256 + imm8);
        break;
    case 12:
        into_t(i, OP(addi), word, signed_field(word, 16, 8));
        break;
    case 13: /* addmi */
        into_t(i, OP(addi), word, signed_field(word, 16, 8) * 256);
        break;
    default:
        break;
    }
}

/* Branches and jumps: distances count from the fourth byte after the start. */
static void decode_si(uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t zero[4] = {OP(beqz), OP(bnez), OP(bltz), OP(bgez)};
    static const uint8_t immediate[8] = {OP(beqi), OP(bnei), OP(blti), OP(bgei),
                                         OP(ill),  OP(ill),  OP(bltui), OP(bgeui)};
    unsigned n = field(word, 4, 2), m = field(word, 6, 2);

    plain(i, OP(j), word);
    if (n == 0) {
        i->imm = 4 + signed_field(word, 6, 18);
    } else if (n == 1) {
        i->op = zero[m];
        i->imm = 4 + signed_field(word, 12, 12);
    } else {
        i->op = immediate[(n - 2) * 4 + m];
        i->imm = 4 + signed_field(word, 16, 8);
    }
}

static void decode_b(uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t by_r[16] = {
        OP(bnone), OP(beq), OP(blt), OP(bltu), OP(ball),  OP(bbc), OP(bbci), OP(bbci),
        OP(bany),  OP(bne), OP(bge), OP(bgeu), OP(bnall), OP(bbs), OP(bbsi), OP(bbsi),
    };

    plain(i, by_r[r_of(word)], word);
    i->imm = 4 + signed_field(word, 16, 8);
    if (i->op == OP(bbci) || i->op == OP(bbsi))
        i->t = (uint8_t)(i->t | (i->r & 1) << 4);
}

static void decode_st2n(uint32_t word, struct xtensa_insn *i)
{
    unsigned low = r_of(word), high = t_of(word);

    plain(i, high < 12 ? OP(beqz) : OP(bnez), word);
    i->imm = 4 + (int32_t)((high & 3) << 4 | low);
    if (high < 8) { /* movi.n: -32 to 95 */
        i->op = OP(movi);
        i->r = i->s;
        i->imm = (int32_t)((high & 7) << 4 | low);
        if (i->imm >= 96)
            i->imm -= 128;
    }
}

static void decode_st3n(uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t by_t[16] = {[0] = OP(jx) /* ret.n */, [2] = OP(brk), [3] = OP(nop)};

    into_t(i, OP(ill), word, 0);
    if (r_of(word) == 0)
        i->op = OP(mov);
    else if (r_of(word) == 15 && (i->s == 0 || i->t == 0 || i->t == 2))
        i->op = by_t[i->t];
    if (i->op == OP(jx))
        i->s = 0;
}

static void decode_narrow(uint32_t word, struct xtensa_insn *i)
{
    i->length = 2;
    switch (field(word, 0, 4)) {
    case 8:
        into_t(i, OP(l32i), word, (int32_t)r_of(word) * 4);
        break;
    case 9:
        into_t(i, OP(s32i), word, (int32_t)r_of(word) * 4);
        break;
    case 10:
        plain(i, OP(add), word);
        break;
    case 11: /* 0 means -1 */
        plain(i, OP(addi), word);
        i->imm = i->t ? i->t : -1;
        break;
    case 12:
        decode_st2n(word, i);
        break;
    case 13:
        decode_st3n(word, i);
        break;
    default: /* 14 and 15: no such format */
        plain(i, OP(ill), word);
        break;
    }
}

static void decode_base(uint32_t word, struct xtensa_insn *i)
{
    *i = (struct xtensa_insn){.length = 3};
    switch (field(word, 0, 4)) {
    case 0:
        xtensa_decode_qrst(word, i);
        break;
    case 1: /* bytes behind this instruction's address, which is rounded up to a word */
        into_t(i, OP(l32r), word, (int32_t)(field(word, 8, 16) | 0xffff0000u) * 4);
        break;
    case 2:
        decode_lsai(word, i);
        break;
    case 5: /* call0: whole words */
        plain(i, field(word, 4, 2) == 0 ? OP(call0) : OP(ill), word);
        i->imm = 4 + signed_field(word, 6, 18) * 4;
        break;
    case 6:
        decode_si(word, i);
        break;
    case 7:
        decode_b(word, i);
        break;
    case 3: /* LSCI: floating point */
    case 4: /* MAC16: an option */
        plain(i, OP(ill), word);
        break;
    default:
        decode_narrow(word, i);
        break;
    }
}

/* The register fields of each operation. */
enum { USES_R = 1, USES_S = 2, USES_T = 4 };

static const uint8_t uses[XTENSA_OP_COUNT] = {
#define USING(name) [OP(name)] = USES_R,
    XTENSA_USING_R(USING)
#undef USING
#define USING(name) [OP(name)] = USES_S,
    XTENSA_USING_S(USING) XTENSA_BRANCHES_S(USING) XTENSA_WINDOW_CALLXS(USING)
#undef USING
#define USING(name) [OP(name)] = USES_T,
    XTENSA_USING_T(USING)
#undef USING
#define USING(name) [OP(name)] = USES_R | USES_S,
    XTENSA_USING_RS(USING)
#undef USING
#define USING(name) [OP(name)] = USES_R | USES_T,
    XTENSA_USING_RT(USING)
#undef USING
#define USING(name) [OP(name)] = USES_S | USES_T,
    XTENSA_USING_ST(USING) XTENSA_BRANCHES_ST(USING)
#undef USING
#define USING(name) [OP(name)] = USES_R | USES_S | USES_T,
    XTENSA_USING_RST(USING)
#undef USING
};

static uint8_t highest_quad(const struct xtensa_insn *i)
{
    unsigned highest = 0;

    if (i->op >= OP(call4) && i->op <= OP(callx12)) /* up to a4, a8 or a12 */
        highest = 4u * (1 + (i->op - (unsigned)OP(call4)) % 3);
    if ((uses[i->op] & USES_R) && i->r > highest)
        highest = i->r;
    if ((uses[i->op] & USES_S) && i->s > highest)
        highest = i->s;
    if ((uses[i->op] & USES_T) && i->t > highest)
        highest = i->t;
    return (uint8_t)(highest / 4);
}

void xtensa_decode(const struct xtensa_core *core, uint32_t word, struct xtensa_insn *i)
{
    decode_base(word, i);
    if (i->op == OP(fetch)) /* a gap in a table */
        i->op = OP(ill);
    if (i->op == OP(ill))
        xtensa_decode_options(core->options, word, i);
    i->quad = highest_quad(i);
}
