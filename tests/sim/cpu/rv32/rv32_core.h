/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the RISC-V interpreter, for the files of this folder.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An executable region has a table with a decoded instruction for each half-word, which is
 * filled when the instruction is first met.
 */
#ifndef SIM_CPU_RV32_RV32_CORE_H
#define SIM_CPU_RV32_RV32_CORE_H

#include "sim/cpu/rv32/rv32.h"

struct rv32_insn;

/* Executes one instruction, and returns the next one. */
typedef const struct rv32_insn *rv32_handler(struct rv32 *cpu, const struct rv32_insn *insn);

struct rv32_insn {
    rv32_handler *run; /* NULL: not decoded yet */
    uint8_t rd, rs1, rs2;
    uint8_t size; /* bytes: 2 or 4 */
    int32_t imm;
};

struct rv32_cache {
    struct rv32_insn *decoded[RV32_REGIONS_MAX];
    /* The region in which the CPU runs, and its table. */
    const struct rv32_region *region;
    struct rv32_insn *insns;
    uint32_t base, size;
    bool yielded, hooked;
    struct rv32_insn outside; /* stands for any address that cannot be executed as it is */
    uint32_t outside_pc;
};

/* The address of an instruction. */
uint32_t rv32_pc(const struct rv32 *cpu, const struct rv32_insn *insn);

/* The decoded instruction at an address. */
const struct rv32_insn *rv32_goto(struct rv32 *cpu, uint32_t pc);

/* The instruction behind this one. */
static inline const struct rv32_insn *rv32_next(struct rv32 *cpu, const struct rv32_insn *insn)
{
    const struct rv32_insn *next = insn + insn->size / 2;

    return next < cpu->cache->insns + cpu->cache->size / 2 ? next
                                                           : rv32_goto(cpu, rv32_pc(cpu, insn) + insn->size);
}

/* Raises an exception at the instruction, and returns the handler's first one. */
const struct rv32_insn *rv32_trap(struct rv32 *cpu, const struct rv32_insn *insn, uint32_t cause,
                                  uint32_t value);

/* rv32_decode.c and rv32_compressed.c: fill *insn. */
void rv32_decode(struct rv32_insn *insn, uint32_t word);
void rv32_decode_compressed(struct rv32_insn *insn, uint16_t half);

/* Sets a register, unless it is x0. */
static inline void rv32_set(struct rv32 *cpu, unsigned rd, uint32_t value)
{
    cpu->x[rd] = value;
    cpu->x[0] = 0;
}

#define RV32_HANDLERS(X)                                                                         \
    X(illegal) X(lui) X(auipc) X(jal) X(jalr)                                                    \
    X(beq) X(bne) X(blt) X(bge) X(bltu) X(bgeu)                                                  \
    X(lb) X(lh) X(lw) X(lbu) X(lhu) X(sb) X(sh) X(sw)                                            \
    X(addi) X(slti) X(sltiu) X(xori) X(ori) X(andi) X(slli) X(srli) X(srai)                      \
    X(add) X(sub) X(sll) X(slt) X(sltu) X(xor) X(srl) X(sra) X(or) X(and)                        \
    X(mul) X(mulh) X(mulhsu) X(mulhu) X(div) X(divu) X(rem) X(remu)                              \
    X(fence) X(ecall) X(ebreak) X(mret) X(wfi)                                                   \
    X(csrrw) X(csrrs) X(csrrc) X(csrrwi) X(csrrsi) X(csrrci)

#define RV32_DECLARE(name) rv32_handler rv32_op_##name;
RV32_HANDLERS(RV32_DECLARE)
#undef RV32_DECLARE

#endif
