/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RISC-V jumps and branches.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/rv32/rv32_core.h"

static const struct rv32_insn *jump(struct rv32 *cpu, uint32_t pc)
{
    cpu->cycles += RV32_CYCLES_TAKEN;
    return rv32_goto(cpu, pc);
}

/* Most targets are in the region in which the CPU runs. */
static const struct rv32_insn *jump_by(struct rv32 *cpu, const struct rv32_insn *insn)
{
    return jump(cpu, rv32_pc(cpu, insn) + (uint32_t)insn->imm);
}

const struct rv32_insn *rv32_op_jal(struct rv32 *cpu, const struct rv32_insn *insn)
{
    rv32_set(cpu, insn->rd, rv32_pc(cpu, insn) + insn->size);
    return jump_by(cpu, insn);
}

const struct rv32_insn *rv32_op_jalr(struct rv32 *cpu, const struct rv32_insn *insn)
{
    uint32_t target = (cpu->x[insn->rs1] + (uint32_t)insn->imm) & ~1u;

    rv32_set(cpu, insn->rd, rv32_pc(cpu, insn) + insn->size);
    return jump(cpu, target);
}

#define BRANCH(name, condition)                                                                  \
    const struct rv32_insn *rv32_op_##name(struct rv32 *cpu, const struct rv32_insn *insn)       \
    {                                                                                            \
        const uint32_t a = cpu->x[insn->rs1], b = cpu->x[insn->rs2];                             \
        return condition ? jump_by(cpu, insn) : rv32_next(cpu, insn);                            \
    }

BRANCH(beq, a == b)
BRANCH(bne, a != b)
BRANCH(blt, (int32_t)a < (int32_t)b)
BRANCH(bge, (int32_t)a >= (int32_t)b)
BRANCH(bltu, a < b)
BRANCH(bgeu, a >= b)
