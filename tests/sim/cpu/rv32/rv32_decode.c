/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding RISC-V instructions of 32 bits.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: RISC-V Instruction Set Manual, volume 1 ("RV32/64G Instruction Set Listings").
 */
#include "sim/cpu/rv32/rv32_core.h"

/* The major opcodes: bits 6:2 of an instruction. */
enum {
    LOAD = 0x00, FENCE = 0x03, OP_IMM = 0x04, AUIPC = 0x05, STORE = 0x08, OP = 0x0c, LUI = 0x0d,
    BRANCH = 0x18, JALR = 0x19, JAL = 0x1b, SYSTEM = 0x1c,
};

static uint32_t bits(uint32_t word, unsigned shift, unsigned count)
{
    return word >> shift & ((1u << count) - 1);
}

/* A number whose highest bit is the sign. */
static int32_t signed_bits(uint32_t value, unsigned count)
{
    return (int32_t)(value << (32 - count)) >> (32 - count);
}

static int32_t imm_i(uint32_t word)
{
    return (int32_t)word >> 20;
}

static int32_t imm_s(uint32_t word)
{
    return signed_bits(bits(word, 25, 7) << 5 | bits(word, 7, 5), 12);
}

static int32_t imm_b(uint32_t word)
{
    return signed_bits(bits(word, 31, 1) << 12 | bits(word, 7, 1) << 11 | bits(word, 25, 6) << 5 |
                           bits(word, 8, 4) << 1, 13);
}

static int32_t imm_j(uint32_t word)
{
    return signed_bits(bits(word, 31, 1) << 20 | bits(word, 12, 8) << 12 | bits(word, 20, 1) << 11 |
                           bits(word, 21, 10) << 1, 21);
}

static rv32_handler *of_load(uint32_t word)
{
    static rv32_handler *const loads[8] = {rv32_op_lb, rv32_op_lh, rv32_op_lw, NULL, rv32_op_lbu,
                                           rv32_op_lhu};

    return loads[bits(word, 12, 3)];
}

static rv32_handler *of_store(uint32_t word)
{
    static rv32_handler *const stores[8] = {rv32_op_sb, rv32_op_sh, rv32_op_sw};

    return stores[bits(word, 12, 3)];
}

static rv32_handler *of_branch(uint32_t word)
{
    static rv32_handler *const branches[8] = {rv32_op_beq, rv32_op_bne, NULL, NULL, rv32_op_blt,
                                              rv32_op_bge, rv32_op_bltu, rv32_op_bgeu};

    return branches[bits(word, 12, 3)];
}

static rv32_handler *of_immediate(uint32_t word)
{
    static rv32_handler *const plain[8] = {rv32_op_addi, NULL, rv32_op_slti, rv32_op_sltiu,
                                           rv32_op_xori, NULL, rv32_op_ori, rv32_op_andi};
    unsigned high = bits(word, 25, 7);

    switch (bits(word, 12, 3)) {
    case 1:
        return high == 0 ? rv32_op_slli : NULL;
    case 5:
        return high == 0 ? rv32_op_srli : high == 0x20 ? rv32_op_srai : NULL;
    default:
        return plain[bits(word, 12, 3)];
    }
}

static rv32_handler *of_registers(uint32_t word)
{
    static rv32_handler *const base[8] = {rv32_op_add, rv32_op_sll, rv32_op_slt, rv32_op_sltu,
                                          rv32_op_xor, rv32_op_srl, rv32_op_or, rv32_op_and};
    static rv32_handler *const multiply[8] = {rv32_op_mul, rv32_op_mulh, rv32_op_mulhsu,
                                              rv32_op_mulhu, rv32_op_div, rv32_op_divu,
                                              rv32_op_rem, rv32_op_remu};
    static rv32_handler *const other[8] = {[0] = rv32_op_sub, [5] = rv32_op_sra};
    unsigned function = bits(word, 12, 3);

    switch (bits(word, 25, 7)) {
    case 0:
        return base[function];
    case 1:
        return multiply[function];
    case 0x20:
        return other[function];
    default:
        return NULL;
    }
}

static rv32_handler *of_system(uint32_t word)
{
    static rv32_handler *const registers[8] = {NULL, rv32_op_csrrw, rv32_op_csrrs, rv32_op_csrrc,
                                               NULL, rv32_op_csrrwi, rv32_op_csrrsi,
                                               rv32_op_csrrci};

    switch (word) {
    case 0x00000073:
        return rv32_op_ecall;
    case 0x00100073:
        return rv32_op_ebreak;
    case 0x30200073:
        return rv32_op_mret;
    case 0x10500073:
        return rv32_op_wfi;
    default:
        return registers[bits(word, 12, 3)];
    }
}

/* Finds the handler and the immediate value. */
static rv32_handler *choose(uint32_t word, int32_t *imm)
{
    *imm = imm_i(word);
    switch (bits(word, 2, 5)) {
    case LOAD:
        return of_load(word);
    case FENCE:
        return rv32_op_fence;
    case OP_IMM:
        return of_immediate(word);
    case AUIPC:
        *imm = (int32_t)(word & 0xfffff000u);
        return rv32_op_auipc;
    case STORE:
        *imm = imm_s(word);
        return of_store(word);
    case OP:
        return of_registers(word);
    case LUI:
        *imm = (int32_t)(word & 0xfffff000u);
        return rv32_op_lui;
    case BRANCH:
        *imm = imm_b(word);
        return of_branch(word);
    case JALR:
        return bits(word, 12, 3) == 0 ? rv32_op_jalr : NULL;
    case JAL:
        *imm = imm_j(word);
        return rv32_op_jal;
    case SYSTEM:
        *imm = (int32_t)(word >> 20);
        return of_system(word);
    default:
        return NULL;
    }
}

void rv32_decode(struct rv32_insn *insn, uint32_t word)
{
    int32_t imm;
    rv32_handler *run = choose(word, &imm);

    *insn = (struct rv32_insn){
        .run = run ? run : rv32_op_illegal,
        .rd = (uint8_t)bits(word, 7, 5),
        .rs1 = (uint8_t)bits(word, 15, 5),
        .rs2 = (uint8_t)bits(word, 20, 5),
        .size = 4,
        .imm = run ? imm : (int32_t)word,
    };
}
