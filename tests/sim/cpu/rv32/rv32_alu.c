/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RISC-V arithmetic.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/rv32/rv32_core.h"

/* Defines the handler of an instruction that only sets rd.  a and b are the registers, imm the
 * immediate value. */
#define COMPUTE(name, expression)                                                                \
    const struct rv32_insn *rv32_op_##name(struct rv32 *cpu, const struct rv32_insn *insn)       \
    {                                                                                            \
        const uint32_t a = cpu->x[insn->rs1], b = cpu->x[insn->rs2];                             \
        const uint32_t imm = (uint32_t)insn->imm;                                                \
        (void)a, (void)b, (void)imm;                                                             \
        rv32_set(cpu, insn->rd, expression);                                                     \
        return rv32_next(cpu, insn);                                                             \
    }

static uint32_t shift_right(uint32_t value, uint32_t by)
{
    return (uint32_t)((int32_t)value >> (by & 31));
}

COMPUTE(lui, imm)
COMPUTE(auipc, rv32_pc(cpu, insn) + imm)
COMPUTE(addi, a + imm)
COMPUTE(slti, (int32_t)a < (int32_t)imm)
COMPUTE(sltiu, a < imm)
COMPUTE(xori, a ^ imm)
COMPUTE(ori, a | imm)
COMPUTE(andi, a & imm)
COMPUTE(slli, a << (imm & 31))
COMPUTE(srli, a >> (imm & 31))
COMPUTE(srai, shift_right(a, imm))
COMPUTE(add, a + b)
COMPUTE(sub, a - b)
COMPUTE(sll, a << (b & 31))
COMPUTE(slt, (int32_t)a < (int32_t)b)
COMPUTE(sltu, a < b)
COMPUTE(xor, a ^ b)
COMPUTE(srl, a >> (b & 31))
COMPUTE(sra, shift_right(a, b))
COMPUTE(or, a | b)
COMPUTE(and, a & b)
COMPUTE(mul, a * b)
COMPUTE(mulh, (uint32_t)((uint64_t)((int64_t)(int32_t)a * (int32_t)b) >> 32))
COMPUTE(mulhsu, (uint32_t)((uint64_t)((int64_t)(int32_t)a * (int64_t)b) >> 32))
COMPUTE(mulhu, (uint32_t)((uint64_t)a * b >> 32))

/* A division by zero, and the one division that overflows, have the results that the manual
 * gives them; no trap. */
static bool overflows(uint32_t a, uint32_t b)
{
    return a == 0x80000000u && b == 0xffffffffu;
}

static uint32_t divide(struct rv32 *cpu, uint32_t result)
{
    cpu->cycles += RV32_CYCLES_DIVIDE;
    return result;
}

COMPUTE(div, divide(cpu, b == 0 ? 0xffffffffu
                                : overflows(a, b) ? a : (uint32_t)((int32_t)a / (int32_t)b)))
COMPUTE(divu, divide(cpu, b == 0 ? 0xffffffffu : a / b))
COMPUTE(rem, divide(cpu, b == 0 ? a : overflows(a, b) ? 0 : (uint32_t)((int32_t)a % (int32_t)b)))
COMPUTE(remu, divide(cpu, b == 0 ? a : a % b))
