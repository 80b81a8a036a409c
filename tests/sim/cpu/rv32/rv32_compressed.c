/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding RISC-V instructions of 16 bits: each stands for one of 32 bits.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: RISC-V Instruction Set Manual, volume 1 ("C" Standard Extension).
 */
#include "sim/cpu/rv32/rv32_core.h"

enum { RA = 1, SP = 2 };

static uint32_t bits(uint32_t half, unsigned shift, unsigned count)
{
    return half >> shift & ((1u << count) - 1);
}

static int32_t signed_bits(uint32_t value, unsigned count)
{
    return (int32_t)(value << (32 - count)) >> (32 - count);
}

/* One of the eight registers that have short numbers. */
static uint8_t short_register(uint32_t half, unsigned shift)
{
    return (uint8_t)(8 + bits(half, shift, 3));
}

static uint8_t full_register(uint32_t half, unsigned shift)
{
    return (uint8_t)bits(half, shift, 5);
}

/* Bits 12 and 6:2 as a signed number. */
static int32_t imm6(uint32_t half)
{
    return signed_bits(bits(half, 12, 1) << 5 | bits(half, 2, 5), 6);
}

static int32_t imm_jump(uint32_t half)
{
    return signed_bits(bits(half, 12, 1) << 11 | bits(half, 8, 1) << 10 | bits(half, 9, 2) << 8 |
                           bits(half, 6, 1) << 7 | bits(half, 7, 1) << 6 | bits(half, 2, 1) << 5 |
                           bits(half, 11, 1) << 4 | bits(half, 3, 3) << 1, 12);
}

static int32_t imm_branch(uint32_t half)
{
    return signed_bits(bits(half, 12, 1) << 8 | bits(half, 5, 2) << 6 | bits(half, 2, 1) << 5 |
                           bits(half, 10, 2) << 3 | bits(half, 3, 2) << 1, 9);
}

/* The word offset of c.lw and c.sw. */
static int32_t imm_word(uint32_t half)
{
    return (int32_t)(bits(half, 5, 1) << 6 | bits(half, 10, 3) << 3 | bits(half, 6, 1) << 2);
}

static struct rv32_insn make(rv32_handler *run, uint8_t rd, uint8_t rs1, uint8_t rs2, int32_t imm)
{
    return (struct rv32_insn){.run = run, .rd = rd, .rs1 = rs1, .rs2 = rs2, .size = 2, .imm = imm};
}

static struct rv32_insn illegal(uint32_t half)
{
    return make(rv32_op_illegal, 0, 0, 0, (int32_t)half);
}

static struct rv32_insn quadrant0(uint32_t half)
{
    uint8_t rd = short_register(half, 2), rs1 = short_register(half, 7);
    int32_t imm;

    switch (bits(half, 13, 3)) {
    case 0:
        imm = (int32_t)(bits(half, 7, 4) << 6 | bits(half, 11, 2) << 4 | bits(half, 5, 1) << 3 |
                        bits(half, 6, 1) << 2);
        return imm ? make(rv32_op_addi, rd, SP, 0, imm) : illegal(half);
    case 2:
        return make(rv32_op_lw, rd, rs1, 0, imm_word(half));
    case 6:
        return make(rv32_op_sw, 0, rs1, rd, imm_word(half));
    default:
        return illegal(half);
    }
}

/* c.lui, and c.addi16sp for the stack pointer. */
static struct rv32_insn upper(uint32_t half)
{
    uint8_t rd = full_register(half, 7);
    int32_t imm = imm6(half);

    if (rd != SP)
        return imm ? make(rv32_op_lui, rd, 0, 0, (int32_t)((uint32_t)imm << 12)) : illegal(half);
    imm = signed_bits(bits(half, 12, 1) << 9 | bits(half, 3, 2) << 7 | bits(half, 5, 1) << 6 |
                          bits(half, 2, 1) << 5 | bits(half, 6, 1) << 4, 10);
    return imm ? make(rv32_op_addi, SP, SP, 0, imm) : illegal(half);
}

static struct rv32_insn arithmetic(uint32_t half)
{
    static rv32_handler *const two[4] = {rv32_op_sub, rv32_op_xor, rv32_op_or, rv32_op_and};
    uint8_t rd = short_register(half, 7), rs2 = short_register(half, 2);

    switch (bits(half, 10, 2)) {
    case 0:
    case 1:
        if (bits(half, 12, 1)) /* a shift by 32 or more */
            return illegal(half);
        return make(bits(half, 10, 2) ? rv32_op_srai : rv32_op_srli, rd, rd, 0,
                    (int32_t)bits(half, 2, 5));
    case 2:
        return make(rv32_op_andi, rd, rd, 0, imm6(half));
    default:
        return bits(half, 12, 1) ? illegal(half) : make(two[bits(half, 5, 2)], rd, rd, rs2, 0);
    }
}

static struct rv32_insn quadrant1(uint32_t half)
{
    uint8_t rd = full_register(half, 7), rs1 = short_register(half, 7);

    switch (bits(half, 13, 3)) {
    case 0:
        return make(rv32_op_addi, rd, rd, 0, imm6(half));
    case 1:
        return make(rv32_op_jal, RA, 0, 0, imm_jump(half));
    case 2:
        return make(rv32_op_addi, rd, 0, 0, imm6(half));
    case 3:
        return upper(half);
    case 4:
        return arithmetic(half);
    case 5:
        return make(rv32_op_jal, 0, 0, 0, imm_jump(half));
    case 6:
        return make(rv32_op_beq, 0, rs1, 0, imm_branch(half));
    default:
        return make(rv32_op_bne, 0, rs1, 0, imm_branch(half));
    }
}

/* c.jr, c.mv, c.ebreak, c.jalr, c.add */
static struct rv32_insn jump_or_move(uint32_t half)
{
    uint8_t rd = full_register(half, 7), rs2 = full_register(half, 2);
    bool second = bits(half, 12, 1);

    if (rs2)
        return make(rv32_op_add, rd, second ? rd : 0, rs2, 0);
    if (rd)
        return make(rv32_op_jalr, second ? RA : 0, rd, 0, 0);
    return second ? make(rv32_op_ebreak, 0, 0, 0, 0) : illegal(half);
}

static struct rv32_insn quadrant2(uint32_t half)
{
    uint8_t rd = full_register(half, 7);
    int32_t imm;

    switch (bits(half, 13, 3)) {
    case 0:
        return bits(half, 12, 1) ? illegal(half)
                                 : make(rv32_op_slli, rd, rd, 0, (int32_t)bits(half, 2, 5));
    case 2:
        imm = (int32_t)(bits(half, 2, 2) << 6 | bits(half, 12, 1) << 5 | bits(half, 4, 3) << 2);
        return rd ? make(rv32_op_lw, rd, SP, 0, imm) : illegal(half);
    case 4:
        return jump_or_move(half);
    case 6:
        imm = (int32_t)(bits(half, 7, 2) << 6 | bits(half, 9, 4) << 2);
        return make(rv32_op_sw, 0, SP, full_register(half, 2), imm);
    default:
        return illegal(half);
    }
}

void rv32_decode_compressed(struct rv32_insn *insn, uint16_t half)
{
    switch (half & 3) {
    case 0:
        *insn = quadrant0(half);
        break;
    case 1:
        *insn = quadrant1(half);
        break;
    default:
        *insn = quadrant2(half);
        break;
    }
}
