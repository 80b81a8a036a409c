/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xtensa operations on special registers and for exceptions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/xtensa/xtensa_core.h"

enum {
    SR_INTERRUPT = 226,
    /* DEBUGCAUSE */
    CAUSE_BREAK = 1 << 3,
    CAUSE_BREAK_N = 1 << 4,
};

const struct xtensa_insn *xtensa_op_rsr(struct xtensa *cpu, const struct xtensa_insn *i)
{
    if (!xtensa_read_sr(cpu, i->imm, &cpu->a[i->r]))
        return xtensa_op_ill(cpu, i);
    return xtensa_next(i);
}

const struct xtensa_insn *xtensa_op_wsr(struct xtensa *cpu, const struct xtensa_insn *i)
{
    if (!xtensa_write_sr(cpu, i->imm, cpu->a[i->t]))
        return xtensa_op_ill(cpu, i);
    return xtensa_next(i);
}

const struct xtensa_insn *xtensa_op_xsr(struct xtensa *cpu, const struct xtensa_insn *i)
{
    uint32_t old;

    /* INTERRUPT and INTSET are two registers with one number. */
    if (i->imm == SR_INTERRUPT || !xtensa_read_sr(cpu, i->imm, &old) ||
        !xtensa_write_sr(cpu, i->imm, cpu->a[i->t]))
        return xtensa_op_ill(cpu, i);
    cpu->a[i->r] = old;
    return xtensa_next(i);
}

static void set_intlevel(struct xtensa *cpu, int32_t level)
{
    cpu->ps = (cpu->ps & ~(uint32_t)XTENSA_PS_INTLEVEL) | (uint32_t)level;
    xtensa_attend(cpu);
}

const struct xtensa_insn *xtensa_op_rsil(struct xtensa *cpu, const struct xtensa_insn *i)
{
    cpu->a[i->r] = cpu->ps;
    set_intlevel(cpu, i->imm);
    return xtensa_next(i);
}

const struct xtensa_insn *xtensa_op_waiti(struct xtensa *cpu, const struct xtensa_insn *i)
{
    set_intlevel(cpu, i->imm);
    cpu->waiting = true;
    return xtensa_next(i);
}

static const struct xtensa_insn *go_back(struct xtensa *cpu, uint32_t pc, uint32_t ps)
{
    cpu->ps = ps & xtensa_ps_mask(cpu);
    xtensa_refresh(cpu);
    cpu->cycles += XTENSA_CYCLES_TAKEN;
    xtensa_attend(cpu);
    return xtensa_goto(cpu, pc);
}

const struct xtensa_insn *xtensa_op_rfe(struct xtensa *cpu, const struct xtensa_insn *i)
{
    (void)i;
    return go_back(cpu, cpu->epc[1], cpu->ps & ~(uint32_t)XTENSA_PS_EXCM);
}

const struct xtensa_insn *xtensa_op_rfde(struct xtensa *cpu, const struct xtensa_insn *i)
{
    (void)i;
    return go_back(cpu, cpu->depc, cpu->ps);
}

const struct xtensa_insn *xtensa_op_rfi(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return go_back(cpu, cpu->epc[i->imm], cpu->eps[i->imm]);
}

const struct xtensa_insn *xtensa_op_ill(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return xtensa_fault(cpu, i, XTENSA_ILLEGAL, 0);
}

const struct xtensa_insn *xtensa_op_syscall(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return xtensa_fault(cpu, i, XTENSA_SYSCALL, 0);
}

/* The debugger's exception, raised even without a debugger.  When masked it does
 * nothing. */
const struct xtensa_insn *xtensa_op_brk(struct xtensa *cpu, const struct xtensa_insn *i)
{
    if ((cpu->ps & XTENSA_PS_INTLEVEL) >= cpu->core->debug_level)
        return xtensa_next(i);
    cpu->debugcause = i->length == 2 ? CAUSE_BREAK_N : CAUSE_BREAK;
    cpu->pc = xtensa_pc(cpu, i);
    xtensa_raise_level(cpu, cpu->core->debug_level);
    return xtensa_goto(cpu, cpu->pc);
}

const struct xtensa_insn *xtensa_op_simcall(struct xtensa *cpu, const struct xtensa_insn *i)
{
    cpu->halted = true;
    xtensa_attend(cpu);
    return xtensa_next(i);
}
