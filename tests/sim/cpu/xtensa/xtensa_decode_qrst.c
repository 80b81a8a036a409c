/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes Xtensa instruction words of the opcode group QRST to operations and operands.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 7 "Instruction formats and opcodes".
 */
#include "sim/cpu/xtensa/xtensa_fields.h"

/* RET, JX, CALLX0 (r = 0): bits 5:4 are n, bits 7:6 are m. */
static void decode_snm0(uint32_t word, struct xtensa_insn *i)
{
    plain(i, OP(ill), word);
    switch (t_of(word)) {
    case 8: /* ret: jx a0 */
        i->s = 0;
        i->op = OP(jx);
        break;
    case 10:
        i->op = OP(jx);
        break;
    case 12:
        i->op = OP(callx0);
        break;
    default:
        break;
    }
}

static void decode_sync(uint32_t word, struct xtensa_insn *i)
{
    /* isync rsync esync dsync, excw, memw extw, nop */
    const unsigned known = 0x000f | 1 << 8 | 1 << 12 | 1 << 13 | 1 << 15;

    plain(i, OP(ill), word);
    if (i->s == 0 && (known >> i->t & 1))
        i->op = OP(nop);
}

static void decode_rfei(uint32_t word, struct xtensa_insn *i)
{
    plain(i, OP(ill), word);
    i->imm = (int32_t)s_of(word);
    if (i->t == 0 && i->s == 0)
        i->op = OP(rfe);
    else if (i->t == 0 && i->s == 2)
        i->op = OP(rfde);
    else if (i->t == 1 && (i->s == 2 || i->s == 3)) /* levels with an EPC/EPS pair */
        i->op = OP(rfi);
}

static void decode_st0(uint32_t word, struct xtensa_insn *i)
{
    switch (r_of(word)) {
    case 0:
        decode_snm0(word, i);
        break;
    case 2:
        decode_sync(word, i);
        break;
    case 3:
        decode_rfei(word, i);
        break;
    case 4:
        plain(i, OP(brk), word);
        break;
    case 5:
        plain(i, OP(ill), word);
        if (i->t == 0 && i->s < 2)
            i->op = i->s == 0 ? OP(syscall) : OP(simcall);
        break;
    case 6:
        into_t(i, OP(rsil), word, (int32_t)s_of(word));
        break;
    case 7:
        into_t(i, t_of(word) == 0 ? OP(waiti) : OP(ill), word, (int32_t)s_of(word));
        break;
    default:
        plain(i, OP(ill), word);
        break;
    }
}

static void decode_st1(uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t shift_amount[4] = {OP(ssr), OP(ssl), OP(ssa8l), OP(ssa8b)};

    into_t(i, OP(ill), word, 0);
    switch (r_of(word)) {
    case 0:
    case 1:
    case 2:
    case 3:
        if (i->t == 0)
            i->op = shift_amount[r_of(word)];
        break;
    case 4:
        if (i->t < 2) {
            i->op = OP(ssai);
            i->imm = i->s | i->t << 4;
        }
        break;
    case 6:
        i->op = OP(rer);
        break;
    case 7: /* wer: no external register has an effect here */
        i->op = OP(nop);
        break;
    case 14:
        i->op = OP(nsa);
        break;
    case 15:
        i->op = OP(nsau);
        break;
    default:
        break;
    }
}

/* The "TLB" of region protection: attributes can be set and have no effect here. */
static void decode_tlb(uint32_t word, struct xtensa_insn *i)
{
    into_t(i, OP(ill), word, 0);
    switch (r_of(word)) {
    case 3: /* ritlb0 */
    case 5: /* pitlb */
    case 7: /* ritlb1 */
    case 11:
    case 13:
    case 15: /* the same for data */
        i->op = OP(rer);
        break;
    case 4:  /* iitlb */
    case 12: /* idtlb */
        if (i->t == 0)
            i->op = OP(nop);
        break;
    case 6:  /* witlb */
    case 14: /* wdtlb */
        i->op = OP(nop);
        break;
    default:
        break;
    }
}

static void decode_rst0(uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t by_op2[16] = {
        [1] = OP(and),    [2] = OP(or),     [3] = OP(xor),    [8] = OP(add),
        [9] = OP(addx2),  [10] = OP(addx4), [11] = OP(addx8), [12] = OP(sub),
        [13] = OP(subx2), [14] = OP(subx4), [15] = OP(subx8),
    };

    switch (field(word, 20, 4)) {
    case 0:
        decode_st0(word, i);
        break;
    case 4:
        decode_st1(word, i);
        break;
    case 5:
        decode_tlb(word, i);
        break;
    case 6:
        plain(i, OP(ill), word);
        if (i->s < 2)
            i->op = i->s == 0 ? OP(neg) : OP(abs);
        break;
    default:
        plain(i, by_op2[field(word, 20, 4)], word);
        break;
    }
}

static void decode_rst1(uint32_t word, struct xtensa_insn *i)
{
    unsigned op2 = field(word, 20, 4);
    static const uint8_t by_op2[16] = {
        [0] = OP(slli), [1] = OP(slli), [2] = OP(srai), [3] = OP(srai),
        [4] = OP(srli), [6] = OP(xsr),  [8] = OP(src),  [9] = OP(srl),
        [10] = OP(sll), [11] = OP(sra), [12] = OP(mul16u), [13] = OP(mul16s),
    };

    plain(i, by_op2[op2], word);
    switch (i->op) {
    case OP(slli): /* the field holds 32 minus the amount */
        i->imm = 32 - (int32_t)((op2 & 1) << 4 | t_of(word));
        break;
    case OP(srai):
        i->imm = (int32_t)((op2 & 1) << 4 | s_of(word));
        break;
    case OP(srli):
        i->imm = i->s;
        break;
    case OP(xsr):
        into_t(i, OP(xsr), word, (int32_t)field(word, 8, 8));
        break;
    case OP(srl):
    case OP(sra):
        if (i->s != 0)
            i->op = OP(ill);
        break;
    case OP(sll):
        if (i->t != 0)
            i->op = OP(ill);
        break;
    default:
        break;
    }
}

static void decode_rst3(uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t by_op2[16] = {
        [0] = OP(rsr),    [1] = OP(wsr),     [8] = OP(moveqz),
        [9] = OP(movnez), [10] = OP(movltz), [11] = OP(movgez),
    };

    plain(i, by_op2[field(word, 20, 4)], word);
    if (i->op == OP(rsr) || i->op == OP(wsr))
        into_t(i, i->op, word, (int32_t)field(word, 8, 8));
}

void xtensa_decode_qrst(uint32_t word, struct xtensa_insn *i)
{
    switch (field(word, 16, 4)) {
    case 0:
        decode_rst0(word, i);
        break;
    case 1:
        decode_rst1(word, i);
        break;
    case 2:
        plain(i, field(word, 20, 4) == 8 ? OP(mull) : OP(ill), word);
        break;
    case 3:
        decode_rst3(word, i);
        break;
    case 4:
    case 5: /* extui: s becomes the amount, imm the mask */
        plain(i, OP(extui), word);
        i->s = (uint8_t)(s_of(word) | field(word, 16, 1) << 4);
        i->imm = (int32_t)((2u << field(word, 20, 4)) - 1);
        break;
    default:
        plain(i, OP(ill), word);
        break;
    }
}
