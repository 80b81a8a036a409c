/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instructions of random RISC-V programs: RV32IMC without the privileged ones, which qemu's
 * user mode does not have.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source of the encodings: RISC-V Instruction Set Manual, volume 1, independent of the
 * interpreter's decoder.
 */
#include <stddef.h>

#include "difftest/generate.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
    RV_REGISTERS = 32,
    LW = 0x2003,
    SW = 0x2023,
    ADDI = 0x13,
    SEQUENCES = 70, /* of a program, at least; at most three times as many */
    /* Shifts of the register fields. */
    RD = 7, RS1 = 15, RS2 = 20, SHORT_LOW = 2, SHORT_HIGH = 7,
};

/* From two registers to a register. */
static const uint32_t register_forms[] = {
    0x00000033, 0x40000033, 0x00001033, 0x00002033, 0x00003033, 0x00004033, 0x00005033, 0x40005033,
    0x00006033, 0x00007033, /* add sub sll slt sltu xor srl sra or and */
    0x02000033, 0x02001033, 0x02002033, 0x02003033, /* mul mulh mulhsu mulhu */
    0x02004033, 0x02005033, 0x02006033, 0x02007033, /* div divu rem remu */
};

/* From a register and a number to a register, and the bits of the number. */
static const struct {
    uint32_t word, random;
} immediate_forms[] = {
    {0x00000013, 0xfff00000}, {0x00002013, 0xfff00000}, {0x00003013, 0xfff00000},
    {0x00004013, 0xfff00000}, {0x00006013, 0xfff00000}, {0x00007013, 0xfff00000},
    {0x00001013, 0x01f00000}, {0x00005013, 0x01f00000}, {0x40005013, 0x01f00000},
    {0x00000037, 0xfffff000}, {0x00000017, 0xfffff000}, /* lui auipc */
};

/* Loads and stores of the scratch memory, and their size. */
static const struct {
    uint32_t word, size;
    bool store;
} memory_forms[] = {
    {0x00000003, 1, false}, {0x00001003, 2, false}, {0x00002003, 4, false}, {0x00004003, 1, false},
    {0x00005003, 2, false}, {0x00000023, 1, true},  {0x00001023, 2, true},  {0x00002023, 4, true},
};

/* Instructions of 16 bits: from a short register and another one (or a number) to the first. */
static const struct {
    uint16_t word, random;
    bool second; /* bits 4:2 are a second register */
} short_forms[] = {
    {0x8c01, 0, true}, {0x8c21, 0, true}, {0x8c41, 0, true}, {0x8c61, 0, true}, /* sub xor or and */
    {0x8001, 0x007c, false}, {0x8401, 0x007c, false}, /* c.srli c.srai */
    {0x8801, 0x107c, false}, /* c.andi */
};

/* A register that is not the one with the block's address. */
static unsigned written(struct image *image, unsigned base)
{
    unsigned reg = image_below(image, RV_REGISTERS);

    return reg == base ? 0 : reg;
}

static unsigned short_written(struct image *image, unsigned base)
{
    unsigned reg = 8 + image_below(image, 8);

    return reg == base ? 8 + (reg + 1) % 8 : reg;
}

static void emit(struct image *image, uint32_t word)
{
    image_emit_bytes(image, word, 4);
}

static void emit_short(struct image *image, uint32_t half)
{
    image_emit_bytes(image, half, 2);
}

static uint32_t store_offset(uint32_t offset)
{
    return (offset >> 5) << 25 | (offset & 31) << 7;
}

static void emit_memory(struct image *image, unsigned base)
{
    uint32_t n = image_below(image, COUNT(memory_forms)), size = memory_forms[n].size;
    uint32_t offset = image_below(image, SCRATCH_SIZE / size) * size;
    uint32_t word = memory_forms[n].word | base << RS1;

    if (memory_forms[n].store)
        emit(image, word | store_offset(offset) | image_below(image, RV_REGISTERS) << RS2);
    else
        emit(image, word | offset << 20 | written(image, base) << RD);
}

/* c.lw and c.sw, whose offset is below 128. */
static void emit_short_memory(struct image *image, unsigned base)
{
    uint32_t offset = 4 * image_below(image, 32);
    uint32_t half = (offset >> 6 & 1) << 5 | (offset >> 3 & 7) << 10 | (offset >> 2 & 1) << 6 |
                    (base - 8) << SHORT_HIGH;

    if (image_below(image, 2))
        emit_short(image, 0x4000 | half | (short_written(image, base) - 8) << SHORT_LOW);
    else
        emit_short(image, 0xc000 | half | image_below(image, 8) << SHORT_LOW);
}

static void emit_short_alu(struct image *image, unsigned base)
{
    uint32_t n = image_below(image, COUNT(short_forms));
    uint32_t half = short_forms[n].word | (image_random(image) & short_forms[n].random) |
                    (short_written(image, base) - 8) << SHORT_HIGH;

    if (short_forms[n].second)
        half |= image_below(image, 8) << SHORT_LOW;
    emit_short(image, half);
}

/* c.addi, c.li, c.lui, c.slli, c.mv and c.add with a register that is neither x0 nor x2. */
static void emit_short_full(struct image *image, unsigned base)
{
    unsigned rd = written(image, base), rs2 = 1 + image_below(image, RV_REGISTERS - 1);
    uint32_t imm = (image_random(image) & 0x107c) | 4; /* not 0 */

    if (rd == 0 || rd == 2)
        rd = base == 3 ? 4 : 3;
    switch (image_below(image, 6)) {
    case 0:
        emit_short(image, 0x0001 | imm | rd << RD);
        break;
    case 1:
        emit_short(image, 0x4001 | imm | rd << RD);
        break;
    case 2:
        emit_short(image, 0x6001 | imm | rd << RD);
        break;
    case 3:
        emit_short(image, 0x0002 | (imm & 0x007c) | rd << RD);
        break;
    case 4:
        emit_short(image, 0x8002 | rs2 << SHORT_LOW | rd << RD);
        break;
    default:
        emit_short(image, 0x9002 | rs2 << SHORT_LOW | rd << RD);
    }
}

/* c.addi4spn and c.addi16sp: x2 holds any number. */
static void emit_stack_forms(struct image *image, unsigned base)
{
    if (image_below(image, 2))
        emit_short(image, 0x0000 | (image_random(image) & 0x1fe0) | 0x0040 |
                              (short_written(image, base) - 8) << SHORT_LOW);
    else
        emit_short(image, 0x6101 | (image_random(image) & 0x107c) | 0x0040);
}

static void emit_plain(struct image *image, unsigned base)
{
    uint32_t n;

    switch (image_below(image, 8)) {
    case 0:
    case 1:
        emit(image, register_forms[image_below(image, COUNT(register_forms))] |
                        written(image, base) << RD | image_below(image, RV_REGISTERS) << RS1 |
                        image_below(image, RV_REGISTERS) << RS2);
        break;
    case 2:
        n = image_below(image, COUNT(immediate_forms));
        emit(image, immediate_forms[n].word | (image_random(image) & immediate_forms[n].random) |
                        written(image, base) << RD |
                        (n < 9 ? image_below(image, RV_REGISTERS) << RS1 : 0));
        break;
    case 3:
        emit_memory(image, base);
        break;
    case 4:
        emit_short_memory(image, base);
        break;
    case 5:
        emit_short_alu(image, base);
        break;
    case 6:
        emit_short_full(image, base);
        break;
    default:
        emit_stack_forms(image, base);
    }
}

static uint32_t branch_offset(uint32_t offset)
{
    return (offset >> 12 & 1) << 31 | (offset >> 5 & 63) << 25 | (offset >> 1 & 15) << 8 |
           (offset >> 11 & 1) << 7;
}

static uint32_t jump_offset(uint32_t offset)
{
    return (offset >> 20 & 1) << 31 | (offset >> 1 & 0x3ff) << 21 | (offset >> 11 & 1) << 20 |
           (offset >> 12 & 0xff) << 12;
}

static uint32_t short_branch_offset(uint32_t offset)
{
    return (offset >> 8 & 1) << 12 | (offset >> 3 & 3) << 10 | (offset >> 6 & 3) << 5 |
           (offset >> 1 & 3) << 3 | (offset >> 5 & 1) << 2;
}

static uint32_t short_jump_offset(uint32_t offset)
{
    return (offset >> 11 & 1) << 12 | (offset >> 4 & 1) << 11 | (offset >> 8 & 3) << 9 |
           (offset >> 10 & 1) << 8 | (offset >> 6 & 1) << 7 | (offset >> 7 & 1) << 6 |
           (offset >> 1 & 7) << 3 | (offset >> 5 & 1) << 2;
}

/* The word of a branch or jump over "size" bytes behind it, of which "length" bytes are the
 * instruction itself. */
static uint32_t skip_word(struct image *image, unsigned base, unsigned kind, uint32_t distance)
{
    static const uint32_t branches[] = {0x0063, 0x1063, 0x4063, 0x5063, 0x6063, 0x7063};
    uint32_t reg = image_below(image, 8) << SHORT_HIGH;

    switch (kind) {
    case 0:
        return branches[image_below(image, COUNT(branches))] | branch_offset(distance) |
               image_below(image, RV_REGISTERS) << RS1 | image_below(image, RV_REGISTERS) << RS2;
    case 1:
        return 0x6f | jump_offset(distance) | written(image, base) << RD;
    case 2:
        return 0xc001 | short_branch_offset(distance) | reg; /* c.beqz */
    case 3:
        return 0xe001 | short_branch_offset(distance) | reg; /* c.bnez */
    case 4:
        return 0xa001 | short_jump_offset(distance); /* c.j */
    default:
        return 0x2001 | short_jump_offset(distance); /* c.jal, which writes x1 */
    }
}

/* A branch or jump over a few instructions, which are emitted first to know their size. */
static void emit_branch_over(struct image *image, unsigned base)
{
    unsigned kind = image_below(image, 6);
    uint32_t at = image->text_used, length = kind < 2 ? 4 : 2, word;

    if (length == 4)
        emit(image, ADDI);
    else
        emit_short(image, 0x0001);
    for (uint32_t n = 1 + image_below(image, 6); n > 0; n--)
        emit_plain(image, base);
    word = skip_word(image, base, kind, image->text_used - at);
    for (uint32_t i = 0; i < length; i++)
        image->text[at + i] = (uint8_t)(word >> 8 * i);
}

/* auipc of a spare register, and a jalr that lands behind itself. */
static void emit_far_jump(struct image *image, unsigned base)
{
    unsigned spare = base == 5 ? 6 : 5;

    emit(image, 0x00000017 | spare << RD);
    emit(image, 0x00000067 | 8u << 20 | spare << RS1 | written(image, base) << RD);
}

static void fill_block(struct image *image, uint32_t offset)
{
    uint8_t *block = image->data + offset;

    for (uint32_t i = 0; i < SCRATCH_SIZE; i += 4)
        put32(block + BLOCK_SCRATCH + i, image_interesting(image));
    for (uint32_t i = 0; i < RV_REGISTERS; i++)
        put32(block + BLOCK_IN + 4 * i, image_interesting(image));
}

static void generate_one(struct image *image, uint32_t number)
{
    unsigned base = 8 + image_below(image, 8);
    uint32_t offset = number * BLOCK_SIZE, address = DATA_BASE + offset;

    fill_block(image, offset);
    emit(image, 0x37 | ((address + 0x800) & 0xfffff000u) | base << RD);
    emit(image, ADDI | (address & 0xfff) << 20 | base << RS1 | base << RD);
    for (unsigned reg = 1; reg < RV_REGISTERS; reg++)
        if (reg != base)
            emit(image, LW | (BLOCK_IN + 4 * reg) << 20 | base << RS1 | reg << RD);
    for (uint32_t n = SEQUENCES + image_below(image, 2 * SEQUENCES); n > 0; n--)
        if (image_below(image, 10) == 0)
            emit_branch_over(image, base);
        else if (image_below(image, 30) == 0)
            emit_far_jump(image, base);
        else
            emit_plain(image, base);
    for (unsigned reg = 0; reg < RV_REGISTERS; reg++)
        emit(image, SW | store_offset(BLOCK_OUT + 4 * reg) | base << RS1 | reg << RS2);
}

void generate_rv32(struct image *image, uint64_t seed)
{
    *image = (struct image){.random_state = seed};
    image->text_used = POOL_SIZE;
    image->entry = image_here(image);
    for (uint32_t number = 0; number < PROGRAMS; number++)
        generate_one(image, number);
    image->end = image_here(image);
}
