/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xtensa branches, jumps and calls.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/xtensa/xtensa_core.h"

/* Xtensa ISA reference manual tables "b4const" and "b4constu". */
static const uint32_t b4const[16] = {0xffffffff, 1,  2,  3,  4,  5,  6,   7,
                                     8,          10, 12, 16, 32, 64, 128, 256};
static const uint32_t b4constu[16] = {32768, 65536, 2,  3,  4,  5,  6,   7,
                                      8,     10,    12, 16, 32, 64, 128, 256};

static const struct xtensa_insn *taken(struct xtensa *cpu, const struct xtensa_insn *i)
{
    cpu->cycles += XTENSA_CYCLES_TAKEN;
    if (i->leaves)
        return xtensa_enter(cpu, xtensa_pc(cpu, i) + (uint32_t)i->imm);
    return i + i->imm;
}

static int32_t as_signed(uint32_t value)
{
    return (int32_t)value;
}

/* Branches if the condition holds for s and t.  i->t and i->r hold bit numbers and table
 * indices. */
#define BRANCH(name, condition) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t s = cpu->a[i->s], t = cpu->a[i->t & 15]; \
        (void)t; \
        return (condition) ? taken(cpu, i) : xtensa_next(i); \
    }

BRANCH(beq, s == t)
BRANCH(bne, s != t)
BRANCH(bge, as_signed(s) >= as_signed(t))
BRANCH(blt, as_signed(s) < as_signed(t))
BRANCH(bgeu, s >= t)
BRANCH(bltu, s < t)
BRANCH(beqi, s == b4const[i->r])
BRANCH(bnei, s != b4const[i->r])
BRANCH(bgei, as_signed(s) >= as_signed(b4const[i->r]))
BRANCH(blti, as_signed(s) < as_signed(b4const[i->r]))
BRANCH(bgeui, s >= b4constu[i->r])
BRANCH(bltui, s < b4constu[i->r])
BRANCH(beqz, s == 0)
BRANCH(bnez, s != 0)
BRANCH(bgez, as_signed(s) >= 0)
BRANCH(bltz, as_signed(s) < 0)
BRANCH(ball, (~s & t) == 0)
BRANCH(bnall, (~s & t) != 0)
BRANCH(bany, (s & t) != 0)
BRANCH(bnone, (s & t) == 0)
BRANCH(bbc, !(s >> (t & 31) & 1))
BRANCH(bbs, s >> (t & 31) & 1)
BRANCH(bbci, !(s >> i->t & 1))
BRANCH(bbsi, s >> i->t & 1)

/* Branches by a boolean. */
const struct xtensa_insn *xtensa_op_bf(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return cpu->br >> i->s & 1 ? xtensa_next(i) : taken(cpu, i);
}

const struct xtensa_insn *xtensa_op_bt(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return cpu->br >> i->s & 1 ? taken(cpu, i) : xtensa_next(i);
}

const struct xtensa_insn *xtensa_op_j(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return taken(cpu, i);
}

/* Also ret and ret.n. */
const struct xtensa_insn *xtensa_op_jx(struct xtensa *cpu, const struct xtensa_insn *i)
{
    cpu->cycles += XTENSA_CYCLES_TAKEN;
    return xtensa_goto(cpu, cpu->a[i->s]);
}

const struct xtensa_insn *xtensa_op_call0(struct xtensa *cpu, const struct xtensa_insn *i)
{
    const uint32_t pc = xtensa_pc(cpu, i);

    cpu->cycles += XTENSA_CYCLES_TAKEN;
    cpu->a[0] = pc + 3;
    return xtensa_goto(cpu, (pc & ~3u) + (uint32_t)i->imm);
}

const struct xtensa_insn *xtensa_op_callx0(struct xtensa *cpu, const struct xtensa_insn *i)
{
    const uint32_t target = cpu->a[i->s];

    cpu->cycles += XTENSA_CYCLES_TAKEN;
    cpu->a[0] = xtensa_pc(cpu, i) + 3;
    return xtensa_goto(cpu, target);
}
