/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes the instructions of Xtensa options: windows, loops, booleans, and others.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 7 "Instruction formats and opcodes".
 */
#include "sim/cpu/xtensa/xtensa_fields.h"

/* Gives *i the operation, if the core has the option. */
static void give(uint32_t options, uint32_t option, struct xtensa_insn *i,
                 enum xtensa_operation op)
{
    if (options & option)
        i->op = (uint8_t)op;
}

/* RFET and RFEI: rfwo, rfwu, and rfi of levels 4 to 7. */
static void decode_rfei(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    i->imm = (int32_t)s_of(word);
    if (i->t == 0 && i->s == 4)
        give(options, XTENSA_HAS_WINDOWS, i, OP(rfwo));
    else if (i->t == 0 && i->s == 5)
        give(options, XTENSA_HAS_WINDOWS, i, OP(rfwu));
    else if (i->t == 1 && i->s >= 4 && i->s < XTENSA_LEVELS)
        give(options, XTENSA_HAS_HIGH_LEVELS, i, OP(rfi));
}

/* Any4 to all8 have a group of booleans in s, and their result in t. */
static void decode_any_all(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t by_r[4] = {OP(any4), OP(all4), OP(any8), OP(all8)};
    const unsigned r = r_of(word) - 8;

    i->r = i->t;
    if (i->s % (r < 2 ? 4 : 8) == 0)
        give(options, XTENSA_HAS_BOOLEANS, i, by_r[r]);
}

static void decode_st0(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t callx[4] = {OP(ill), OP(callx4), OP(callx8), OP(callx12)};

    switch (r_of(word)) {
    case 0:
        if (i->t == 9)
            give(options, XTENSA_HAS_WINDOWS, i, OP(retw));
        if (i->t > 12)
            give(options, XTENSA_HAS_WINDOWS, i, callx[i->t & 3]);
        break;
    case 1:
        i->r = i->t;
        give(options, XTENSA_HAS_WINDOWS, i, OP(movsp));
        break;
    case 3:
        decode_rfei(options, word, i);
        break;
    case 8:
    case 9:
    case 10:
    case 11:
        decode_any_all(options, word, i);
        break;
    default:
        break;
    }
}

static void decode_rst2(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t by_op2[16] = {
        OP(andb), OP(andbc), OP(orb),   OP(orbc),  OP(xorb), OP(ill),  OP(ill),  OP(ill),
        OP(ill),  OP(ill),   OP(muluh), OP(mulsh), OP(quou), OP(quos), OP(remu), OP(rems),
    };
    const unsigned op2 = field(word, 20, 4);

    if (op2 < 8)
        give(options, XTENSA_HAS_BOOLEANS, i, by_op2[op2]);
    else if (op2 < 12)
        give(options, XTENSA_HAS_MULTIPLY_HIGH, i, by_op2[op2]);
    else
        give(options, XTENSA_HAS_DIVIDE, i, by_op2[op2]);
}

static void decode_rst3(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t by_op2[16] = {
        [2] = OP(sext), [3] = OP(clamps), [4] = OP(min),   [5] = OP(max),  [6] = OP(minu),
        [7] = OP(maxu), [12] = OP(movf),  [13] = OP(movt), [14] = OP(rur), [15] = OP(wur),
    };
    const unsigned op2 = field(word, 20, 4);

    if (op2 >= 14) {
        i->imm = (int32_t)field(word, op2 == 14 ? 4 : 8, 8);
        give(options, XTENSA_HAS_THREADPTR, i, by_op2[op2]);
    } else if (op2 >= 12) {
        give(options, XTENSA_HAS_BOOLEANS, i, by_op2[op2]);
    } else if (op2 >= 2 && op2 < 8) {
        i->imm = (int32_t)t_of(word) + 7; /* the sign bit of sext and clamps */
        give(options, XTENSA_HAS_MISC, i, by_op2[op2]);
    }
}

static void decode_qrst(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    const unsigned op2 = field(word, 20, 4);

    plain(i, OP(ill), word);
    switch (field(word, 16, 4)) {
    case 0:
        if (op2 == 0)
            decode_st0(options, word, i);
        if (op2 == 4 && r_of(word) == 8 && i->s == 0) {
            i->imm = signed_field(word, 4, 4);
            give(options, XTENSA_HAS_WINDOWS, i, OP(rotw));
        }
        break;
    case 2:
        decode_rst2(options, word, i);
        break;
    case 3:
        decode_rst3(options, word, i);
        break;
    case 9: /* l32e, s32e: 64 to 4 bytes below s */
        into_t(i, OP(ill), word, (int32_t)r_of(word) * 4 - 64);
        if (op2 == 0 || op2 == 4)
            give(options, XTENSA_HAS_WINDOWS, i, op2 ? OP(s32e) : OP(l32e));
        break;
    default:
        break;
    }
}

static void decode_lsai(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    into_t(i, OP(ill), word, (int32_t)field(word, 16, 8) * 4);
    switch (r_of(word)) {
    case 11: /* l32ai */
        give(options, XTENSA_HAS_ATOMIC, i, OP(l32i));
        break;
    case 14:
        give(options, XTENSA_HAS_ATOMIC, i, OP(s32c1i));
        break;
    case 15: /* s32ri */
        give(options, XTENSA_HAS_ATOMIC, i, OP(s32i));
        break;
    default:
        break;
    }
}

/* entry, bf, bt, loop, loopnez, loopgtz: the format SI with n = 3. */
static void decode_si(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    const unsigned m = field(word, 6, 2);

    if (field(word, 4, 2) != 3 || m > 1)
        return;
    plain(i, OP(ill), word);
    if (m == 0) {
        i->imm = (int32_t)field(word, 12, 12) * 8;
        give(options, XTENSA_HAS_WINDOWS, i, OP(entry));
        return;
    }
    i->imm = 4 + signed_field(word, 16, 8);
    if (i->r < 2)
        give(options, XTENSA_HAS_BOOLEANS, i, i->r ? OP(bt) : OP(bf));
    if (i->r < 8 || i->r > 10)
        return;
    i->imm = 4 + (int32_t)field(word, 16, 8);
    give(options, XTENSA_HAS_LOOPS, i,
         i->r == 8 ? OP(loop) : i->r == 9 ? OP(loopnez) : OP(loopgtz));
}

void xtensa_decode_options(uint32_t options, uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t calls[4] = {OP(ill), OP(call4), OP(call8), OP(call12)};

    switch (field(word, 0, 4)) {
    case 0:
        decode_qrst(options, word, i);
        break;
    case 2:
        decode_lsai(options, word, i);
        break;
    case 4:
        if (options & XTENSA_HAS_MAC16)
            xtensa_decode_mac(word, i);
        break;
    case 5: /* call4 to call12: whole words, which decode_base() has set */
        give(options, XTENSA_HAS_WINDOWS, i, calls[field(word, 4, 2)]);
        break;
    case 6:
        decode_si(options, word, i);
        break;
    case 13:
        if (field(word, 4, 12) == 0xf01)
            give(options, XTENSA_HAS_WINDOWS, i, OP(retw));
        break;
    default:
        break;
    }
}
