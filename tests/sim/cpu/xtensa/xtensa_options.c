/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xtensa operations on registers that are optional: minimum and maximum, long
 * multiplication, division, booleans, user registers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/xtensa/xtensa_core.h"

/* User registers. */
enum { UR_THREADPTR = 231, UR_FCR = 232, UR_FSR = 233 };

enum { CYCLES_DIVIDE = 10 }; /* added; an estimate of the bit-serial divider */

#define OPTION(name, result) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t s = cpu->a[i->s], t = cpu->a[i->t]; \
        (void)t; \
        cpu->a[i->r] = (result); \
        return xtensa_next(i); \
    }

#define MULTIPLY(name, result) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t s = cpu->a[i->s], t = cpu->a[i->t]; \
        cpu->a[i->r] = (uint32_t)((result) >> 32); \
        cpu->cycles += XTENSA_CYCLES_MULTIPLY; \
        return xtensa_next(i); \
    }

#define DIVIDE(name, result) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t s = cpu->a[i->s], t = cpu->a[i->t]; \
        if (t == 0) \
            return xtensa_fault(cpu, i, XTENSA_DIVIDE, 0); \
        cpu->a[i->r] = (result); \
        cpu->cycles += CYCLES_DIVIDE; \
        return xtensa_next(i); \
    }

/* The result goes to boolean r.  b is BR; s and t are the operands, 0 or 1. */
#define BOOLEAN(name, result) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t group = cpu->br >> i->s, s = group & 1, t = cpu->br >> i->t & 1; \
        (void)s, (void)t; \
        cpu->br = (cpu->br & ~(1u << i->r)) | (uint32_t)((result) & 1) << i->r; \
        return xtensa_next(i); \
    }

static int32_t as_signed(uint32_t value)
{
    return (int32_t)value;
}

static int64_t wide(uint32_t value)
{
    return as_signed(value);
}

/* bit: the sign bit. */
static uint32_t clamped(uint32_t value, int32_t bit)
{
    const int64_t limit = INT64_C(1) << bit;

    if (wide(value) >= limit)
        return (uint32_t)(limit - 1);
    if (wide(value) < -limit)
        return (uint32_t)-limit;
    return value;
}

static uint32_t sign_extended(uint32_t value, int32_t bit)
{
    const uint32_t sign = 1u << bit;

    return ((value & (2 * sign - 1)) ^ sign) - sign;
}

OPTION(min, as_signed(s) < as_signed(t) ? s : t)
OPTION(max, as_signed(s) > as_signed(t) ? s : t)
OPTION(minu, s < t ? s : t)
OPTION(maxu, s > t ? s : t)
OPTION(clamps, clamped(s, i->imm))
OPTION(sext, sign_extended(s, i->imm))

MULTIPLY(muluh, (uint64_t)s * t)
MULTIPLY(mulsh, (uint64_t)(wide(s) * wide(t)))

/* The widened operands let 0x80000000 / -1 wrap. */
DIVIDE(quou, s / t)
DIVIDE(remu, s % t)
DIVIDE(quos, (uint32_t)(wide(s) / wide(t)))
DIVIDE(rems, (uint32_t)(wide(s) % wide(t)))

BOOLEAN(andb, s & t)
BOOLEAN(andbc, s & ~t)
BOOLEAN(orb, s | t)
BOOLEAN(orbc, s | ~t)
BOOLEAN(xorb, s ^ t)
BOOLEAN(any4, (group & 15) != 0)
BOOLEAN(all4, (group & 15) == 15)
BOOLEAN(any8, (group & 255) != 0)
BOOLEAN(all8, (group & 255) == 255)

static const struct xtensa_insn *move_if(struct xtensa *cpu, const struct xtensa_insn *i,
                                         uint32_t wanted)
{
    if ((cpu->br >> i->t & 1) == wanted)
        cpu->a[i->r] = cpu->a[i->s];
    return xtensa_next(i);
}

const struct xtensa_insn *xtensa_op_movf(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return move_if(cpu, i, 0);
}

const struct xtensa_insn *xtensa_op_movt(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return move_if(cpu, i, 1);
}

static uint32_t *user_register(struct xtensa *cpu, int32_t number)
{
    switch (number) {
    case UR_THREADPTR:
        return &cpu->threadptr;
    case UR_FCR:
        return &cpu->fcr;
    case UR_FSR:
        return &cpu->fsr;
    default:
        return NULL;
    }
}

const struct xtensa_insn *xtensa_op_rur(struct xtensa *cpu, const struct xtensa_insn *i)
{
    const uint32_t *from = user_register(cpu, i->imm);

    if (!from)
        return xtensa_op_ill(cpu, i);
    cpu->a[i->r] = *from;
    return xtensa_next(i);
}

const struct xtensa_insn *xtensa_op_wur(struct xtensa *cpu, const struct xtensa_insn *i)
{
    uint32_t *into = user_register(cpu, i->imm);

    if (!into)
        return xtensa_op_ill(cpu, i);
    *into = cpu->a[i->t];
    return xtensa_next(i);
}
