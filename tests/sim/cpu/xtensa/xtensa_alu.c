/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xtensa operations on registers: arithmetic, logic, shifts, multiplication.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/xtensa/xtensa_core.h"

/* One operation: its result goes to r.  The result is computed from the values s and t, and
 * from the constant or amount imm. */
#define ALU(name, result) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t s = cpu->a[i->s & 15], t = cpu->a[i->t], imm = (uint32_t)i->imm; \
        (void)s, (void)t, (void)imm; \
        cpu->a[i->r] = (result); \
        return xtensa_next(i); \
    }

/* The same, with one cycle more. */
#define MULTIPLY(name, result) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t s = cpu->a[i->s], t = cpu->a[i->t]; \
        cpu->a[i->r] = (result); \
        cpu->cycles += XTENSA_CYCLES_MULTIPLY; \
        return xtensa_next(i); \
    }

/* Moves s to r if t meets the condition. */
#define MOVE_IF(name, condition) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t t = cpu->a[i->t]; \
        if (condition) \
            cpu->a[i->r] = cpu->a[i->s]; \
        return xtensa_next(i); \
    }

/* Sets the shift amount register from s. */
#define SET_SAR(name, amount) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t s = cpu->a[i->s]; \
        cpu->sar = (amount); \
        return xtensa_next(i); \
    }

/* Shifts use SAR's six bits, so they work on twice the width. */
static uint32_t funnel(uint32_t high, uint32_t low, uint32_t amount)
{
    return (uint32_t)(((uint64_t)high << 32 | low) >> amount);
}

static uint32_t sign_of(uint32_t value)
{
    return value & 0x80000000u ? 0xffffffffu : 0;
}

static uint32_t leading_zeros(uint32_t value)
{
    return value ? (uint32_t)__builtin_clz(value) : 32;
}

static uint32_t low16(uint32_t value)
{
    return value & 0xffff;
}

static uint32_t signed_low16(uint32_t value)
{
    return (uint32_t)(int32_t)(int16_t)value;
}

ALU(add, s + t)
ALU(addx2, (s << 1) + t)
ALU(addx4, (s << 2) + t)
ALU(addx8, (s << 3) + t)
ALU(sub, s - t)
ALU(subx2, (s << 1) - t)
ALU(subx4, (s << 2) - t)
ALU(subx8, (s << 3) - t)
ALU(addi, s + imm)
ALU(movi, imm)
ALU(mov, s)
ALU(and, s & t)
ALU(or, s | t)
ALU(xor, s ^ t)
ALU(neg, 0 - t)
ALU(abs, t & 0x80000000u ? 0 - t : t)
ALU(extui, t >> i->s & imm) /* i->s is a shift amount here */
ALU(nsa, s == sign_of(s) ? 31 : leading_zeros(s ^ sign_of(s)) - 1)
ALU(nsau, leading_zeros(s))
ALU(slli, funnel(s, 0, 32 - imm))
ALU(srli, t >> imm)
ALU(srai, funnel(sign_of(t), t, imm))
ALU(sll, funnel(s, 0, cpu->sar))
ALU(srl, funnel(0, t, cpu->sar))
ALU(sra, funnel(sign_of(t), t, cpu->sar))
ALU(src, funnel(s, t, cpu->sar))
ALU(rer, 0) /* RER, RITLB0 and similar instructions read nothing here */

MULTIPLY(mul16u, low16(s) * low16(t))
MULTIPLY(mul16s, signed_low16(s) * signed_low16(t))
MULTIPLY(mull, s * t)

MOVE_IF(moveqz, t == 0)
MOVE_IF(movnez, t != 0)
MOVE_IF(movltz, t & 0x80000000u)
MOVE_IF(movgez, !(t & 0x80000000u))

SET_SAR(ssl, 32 - (s & 31))
SET_SAR(ssr, s & 31)
SET_SAR(ssa8l, (s & 3) * 8)
SET_SAR(ssa8b, 32 - (s & 3) * 8)

const struct xtensa_insn *xtensa_op_ssai(struct xtensa *cpu, const struct xtensa_insn *i)
{
    cpu->sar = (uint32_t)i->imm;
    return xtensa_next(i);
}

const struct xtensa_insn *xtensa_op_nop(struct xtensa *cpu, const struct xtensa_insn *i)
{
    (void)cpu;
    return xtensa_next(i);
}
