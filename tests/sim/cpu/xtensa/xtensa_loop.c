/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loops of an Xtensa that need no branch.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 4.3.2 "Loop option".
 */
#include "sim/cpu/xtensa/xtensa_core.h"

static const struct xtensa_insn *loop(struct xtensa *cpu, const struct xtensa_insn *i, bool skip)
{
    const uint32_t pc = xtensa_pc(cpu, i);

    cpu->lcount = cpu->a[i->s] - 1;
    cpu->lbeg = pc + 3;
    cpu->lend = pc + (uint32_t)i->imm;
    xtensa_refresh(cpu);
    if (!skip)
        return xtensa_next(i);
    cpu->cycles += XTENSA_CYCLES_TAKEN;
    return xtensa_goto(cpu, cpu->lend);
}

const struct xtensa_insn *xtensa_op_loop(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return loop(cpu, i, false);
}

const struct xtensa_insn *xtensa_op_loopnez(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return loop(cpu, i, cpu->a[i->s] == 0);
}

const struct xtensa_insn *xtensa_op_loopgtz(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return loop(cpu, i, (int32_t)cpu->a[i->s] <= 0);
}

const struct xtensa_insn *xtensa_loop_back(struct xtensa *cpu, const struct xtensa_insn *end)
{
    if (cpu->lcount == 0)
        return end;
    if (--cpu->lcount == 0)
        cpu->cache->loop_end = NULL;
    return xtensa_goto(cpu, cpu->lbeg);
}
