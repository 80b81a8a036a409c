/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instructions and sequences of the random programs.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source of the encodings: Xtensa ISA reference manual ch. 6 and 7, independent of the
 * interpreter's decoder.  Two things are left out: shift amounts above 32 in SAR and SLLI
 * by 32, which the manual leaves undefined, and all privileged instructions, which qemu's
 * user mode does not have.
 */
#include "difftest/generate.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* From registers to a register. */
static const struct form plain_forms[] = {
    {0x100000, R, S, T, 0}, /* and */
    {0x200000, R, S, T, 0}, /* or */
    {0x300000, R, S, T, 0}, /* xor */
    {0x600000, R, T, 0, 0}, /* neg */
    {0x600100, R, T, 0, 0}, /* abs */
    {0x800000, R, S, T, 0}, /* add */
    {0x900000, R, S, T, 0}, /* addx2 */
    {0xa00000, R, S, T, 0}, /* addx4 */
    {0xb00000, R, S, T, 0}, /* addx8 */
    {0xc00000, R, S, T, 0}, /* sub */
    {0xd00000, R, S, T, 0}, /* subx2 */
    {0xe00000, R, S, T, 0}, /* subx4 */
    {0xf00000, R, S, T, 0}, /* subx8 */
    {0x40e000, T, S, 0, 0}, /* nsa */
    {0x40f000, T, S, 0, 0}, /* nsau */
    {0x400000, 0, S, 0, 0}, /* ssr */
    {0x401000, 0, S, 0, 0}, /* ssl */
    {0x402000, 0, S, 0, 0}, /* ssa8l */
    {0x403000, 0, S, 0, 0}, /* ssa8b */
    {0x404000, 0, 0, 0, 0x000f10}, /* ssai */
    {0x010010, R, S, 0, 0x1000e0}, /* slli, odd amounts */
    {0x110000, R, S, 0, 0x0000f0}, /* slli, 1 to 16 */
    {0x210000, R, T, 0, 0x100f00}, /* srai */
    {0x410000, R, T, 0, 0x000f00}, /* srli */
    {0x810000, R, S, T, 0}, /* src */
    {0x910000, R, T, 0, 0}, /* srl */
    {0xa10000, R, S, 0, 0}, /* sll */
    {0xb10000, R, T, 0, 0}, /* sra */
    {0xc10000, R, S, T, 0}, /* mul16u */
    {0xd10000, R, S, T, 0}, /* mul16s */
    {0x820000, R, S, T, 0}, /* mull */
    {0x830000, R, S, T, 0}, /* moveqz */
    {0x930000, R, S, T, 0}, /* movnez */
    {0xa30000, R, S, T, 0}, /* movltz */
    {0xb30000, R, S, T, 0}, /* movgez */
    {0x030300, T, 0, 0, 0}, /* rsr.sar */
    {0x040000, R, T, 0, 0xf10f00}, /* extui */
    {0x00a002, T, 0, 0, 0xff0f00}, /* movi */
    {0x00c002, T, S, 0, 0xff0000}, /* addi */
    {0x00d002, T, S, 0, 0xff0000}, /* addmi */
    {0x00000a, R, S, T, 0}, /* add.n */
    {0x00000b, R, S, 0, 0x0000f0}, /* addi.n */
    {0x00000c, S, 0, 0, 0x00f070}, /* movi.n */
    {0x00000d, T, S, 0, 0}, /* mov.n */
    {0x00f03d, 0, 0, 0, 0}, /* nop.n */
    {0x0020f0, 0, 0, 0, 0}, /* nop */
    {0x0020c0, 0, 0, 0, 0}, /* memw */
    {0x0020d0, 0, 0, 0, 0}, /* extw */
    {0x002000, 0, 0, 0, 0x000030}, /* isync rsync esync dsync */
};

/* Loads and stores.  The random bits are the offset's, in units of the size. */
static const struct form memory_forms[] = {
    {0x000002, T, 0, 0, 0xff0000}, /* l8ui */
    {0x001002, T, 0, 0, 0xff0000}, /* l16ui */
    {0x009002, T, 0, 0, 0xff0000}, /* l16si */
    {0x002002, T, 0, 0, 0x7f0000}, /* l32i, up to SCRATCH_SIZE */
    {0x000008, T, 0, 0, 0x00f000}, /* l32i.n */
    {0x004002, 0, T, 0, 0xff0000}, /* s8i */
    {0x005002, 0, T, 0, 0xff0000}, /* s16i */
    {0x006002, 0, T, 0, 0x7f0000}, /* s32i */
    {0x000009, 0, T, 0, 0x00f000}, /* s32i.n */
};

/* First branches with their distance in bits 16 to 23, then branches with 12 bits of
 * distance, then 16-bit branches with 6 bits. */
static const struct form branch_forms[] = {
    {0x000007, 0, S, T, 0}, /* bnone */
    {0x001007, 0, S, T, 0}, /* beq */
    {0x002007, 0, S, T, 0}, /* blt */
    {0x003007, 0, S, T, 0}, /* bltu */
    {0x004007, 0, S, T, 0}, /* ball */
    {0x005007, 0, S, T, 0}, /* bbc */
    {0x006007, 0, S, 0, 0x0010f0}, /* bbci */
    {0x008007, 0, S, T, 0}, /* bany */
    {0x009007, 0, S, T, 0}, /* bne */
    {0x00a007, 0, S, T, 0}, /* bge */
    {0x00b007, 0, S, T, 0}, /* bgeu */
    {0x00c007, 0, S, T, 0}, /* bnall */
    {0x00d007, 0, S, T, 0}, /* bbs */
    {0x00e007, 0, S, 0, 0x0010f0}, /* bbsi */
    {0x000026, 0, S, 0, 0x00f000}, /* beqi */
    {0x000066, 0, S, 0, 0x00f000}, /* bnei */
    {0x0000a6, 0, S, 0, 0x00f000}, /* blti */
    {0x0000e6, 0, S, 0, 0x00f000}, /* bgei */
    {0x0000b6, 0, S, 0, 0x00f000}, /* bltui */
    {0x0000f6, 0, S, 0, 0x00f000}, /* bgeui */
};
static const struct form zero_forms[] = {
    {0x000016, 0, S, 0, 0}, /* beqz */
    {0x000056, 0, S, 0, 0}, /* bnez */
    {0x000096, 0, S, 0, 0}, /* bltz */
    {0x0000d6, 0, S, 0, 0}, /* bgez */
};
static const struct form narrow_forms[] = {
    {0x00008c, 0, S, 0, 0}, /* beqz.n */
    {0x0000cc, 0, S, 0, 0}, /* bnez.n */
};

unsigned any_register(struct image *image)
{
    return image->first_register + image_below(image, 16 - image->first_register);
}

unsigned free_register(struct image *image, unsigned base)
{
    const unsigned reg = any_register(image);

    return reg != base ? reg : reg < 15 ? reg + 1 : image->first_register;
}

uint32_t emit_fill(struct image *image, const struct form *form, unsigned base)
{
    uint32_t word = form->word | (image_random(image) & form->random);

    if (form->writes)
        word |= free_register(image, base) << form->writes;
    if (form->reads)
        word |= any_register(image) << form->reads;
    if (form->reads2)
        word |= any_register(image) << form->reads2;
    return word;
}

#define FILL(image, forms, base) \
    emit_fill(image, &(forms)[image_below(image, COUNT(forms))], base)

static void emit_plain(struct image *image, unsigned base)
{
    if (image->more_count && image_below(image, 4) == 0)
        image_emit(image, emit_fill(image, &image->more[image_below(image, image->more_count)],
                                    base));
    else
        image_emit(image, FILL(image, plain_forms, base));
}

static void emit_memory(struct image *image, unsigned base)
{
    image_emit(image, FILL(image, memory_forms, base) | base << S);
}

/* A random address in the scratch memory: one of 256 bytes or of 64 words. */
static void emit_indexed(struct image *image, unsigned base)
{
    const unsigned reg = free_register(image, base), from = any_register(image);
    const bool words = image_below(image, 2);
    const struct form *form =
        words ? &memory_forms[image_below(image, COUNT(memory_forms))]
              : &memory_forms[image_below(image, 2) ? 0 : 5]; /* l8ui, s8i */
    uint32_t word = emit_fill(image, form, base) & ~0x800000u; /* within the scratch memory */

    if ((word & 15) == 2)
        word &= ~0x400000u; /* l32i: 252 + 252 bytes */
    image_emit(image, 0x040000 | reg << R | from << T | (words ? 5u : 7u) << 20); /* extui */
    image_emit(image, (words ? 0xa00000u : 0x800000u) | reg << R | reg << S | base << T);
    image_emit(image, word | reg << S);
}

/* Reads or writes SAR by its number, with values 0 to 31. */
static void emit_sar(struct image *image, unsigned base)
{
    const unsigned reg = free_register(image, base), from = any_register(image);

    image_emit(image, 0x440000 | reg << R | from << T); /* extui 0, 5 */
    image_emit(image, (image_below(image, 2) ? 0x130300u : 0x610300u) | reg << T);
}

void emit_some(struct image *image, unsigned base)
{
    for (uint32_t n = 1 + image_below(image, 4); n > 0; n--) {
        if (image_below(image, 4) == 0)
            emit_memory(image, base);
        else
            emit_plain(image, base);
    }
}

/* The distance of a branch counts from four bytes after its start. */
static void patch(struct image *image, uint32_t at, unsigned low, uint32_t mask)
{
    const uint32_t distance = image->text_used - (at + 4);

    for (unsigned i = 0; i < 3; i++)
        image->text[at + i] |= (uint8_t)(((distance & mask) << low) >> 8 * i);
}

void emit_skip(struct image *image, unsigned base)
{
    const uint32_t kind = image_below(image, 8), at = image->text_used;
    uint32_t word, distance;

    if (kind == 0)
        word = 0x000006; /* j */
    else if (kind == 1)
        word = FILL(image, narrow_forms, base);
    else if (kind == 2)
        word = FILL(image, zero_forms, base);
    else
        word = FILL(image, branch_forms, base);
    image_emit(image, word);
    emit_some(image, base);
    distance = image->text_used - (at + 4);
    if (kind == 1) { /* its low four bits are in the upper field, its high two bits in the
                      * lower field */
        image->text[at + 1] |= (uint8_t)((distance & 15) << 4);
        image->text[at] |= (uint8_t)((distance >> 4) << 4);
    } else {
        patch(image, at, kind == 0 ? 6 : kind == 2 ? 12 : 16, 0xff);
    }
}

/* j over; back: ...; j out; over: branch to back; out: */
static void emit_backwards(struct image *image, unsigned base)
{
    const uint32_t over = image->text_used;
    uint32_t back, out, word;

    image_emit(image, 0x000006);
    back = image->text_used;
    emit_plain(image, base);
    out = image->text_used;
    image_emit(image, 0x000006);
    patch(image, over, 6, 0x3ffff);
    word = FILL(image, branch_forms, base);
    image_emit(image, word | ((back - (image->text_used + 4)) & 0xff) << 16);
    patch(image, out, 6, 0x3ffff);
}

/* A call, or a jump by register, to an address a little further on.  The text in between is
 * always skipped. */
static void emit_far(struct image *image, unsigned base)
{
    const unsigned reg = free_register(image, base);
    const uint32_t target = (image_here(image) + 16) & ~3u;
    const uint32_t kind = image_below(image, 4);

    if (base == 0 || image->first_register || kind == 0) { /* jx: leaves a0 alone */
        image_emit_literal(image, reg, target);
        image_emit(image, 0x0000a0 | reg << S);
    } else if (kind == 1) { /* call0: whole words */
        const uint32_t distance = target - ((image_here(image) & ~3u) + 4);

        image_emit(image, 0x000005 | (distance >> 2) << 6);
    } else if (kind == 2) { /* callx0 */
        image_emit_literal(image, reg, target);
        image_emit(image, 0x0000c0 | reg << S);
    } else { /* ret, ret.n */
        image_emit_literal(image, 0, target);
        image_emit(image, image_below(image, 2) ? 0x000080u : 0x00f00du);
    }
    while (image_here(image) < target) /* illegal instructions, in case the CPU comes here */
        image->text[image->text_used++] = 0;
}

/* A literal, relative to the pc or, if LITBASE is on, to the end of the pool. */
static void emit_literal(struct image *image, unsigned base)
{
    const unsigned reg = free_register(image, base), other = free_register(image, base);
    const uint32_t word = image_below(image, image->pool_used / 4);

    image_emit_literal(image, reg, image_random(image));
    if (!image->absolute_literals || image_below(image, 4))
        return;
    image_emit_literal(image, reg, (TEXT_BASE + POOL_SIZE) | 1);
    image_emit(image, 0x130500 | reg << T); /* wsr.litbase */
    image_emit(image, 0x002000);            /* isync */
    image_emit(image, 0x000001 | other << T | ((word - POOL_SIZE / 4) & 0xffff) << 8);
    image_emit(image, 0x00000c | reg << S); /* movi.n 0 */
    image_emit(image, 0x130500 | reg << T);
    image_emit(image, 0x002000);
}

void emit_something(struct image *image, unsigned base)
{
    const uint32_t kind = image_below(image, 64);

    if (image->emit_more && image_below(image, 16) == 0)
        image->emit_more(image, base);
    else if (kind < 32)
        emit_plain(image, base);
    else if (kind < 44)
        emit_memory(image, base);
    else if (kind < 47)
        emit_indexed(image, base);
    else if (kind < 49)
        emit_sar(image, base);
    else if (kind < 59)
        emit_skip(image, base);
    else if (kind < 61)
        emit_backwards(image, base);
    else if (kind < 63)
        emit_far(image, base);
    else
        emit_literal(image, base);
}

void generate_block(struct image *image, uint32_t offset, unsigned base)
{
    uint8_t *block = image->data + offset;

    for (uint32_t i = 0; i < SCRATCH_SIZE; i += 4)
        put32(block + BLOCK_SCRATCH + i, image_interesting(image));
    for (uint32_t i = 0; i < 16; i++)
        put32(block + BLOCK_IN + 4 * i, i == base ? DATA_BASE + offset : image_interesting(image));
    put32(block + BLOCK_IN + 4 * SAR, image_below(image, 33));
}

void emit_block(struct image *image, uint32_t word, unsigned reg, unsigned base,
                uint32_t offset)
{
    image_emit(image, word | reg << T | base << S | (offset / 4) << 16);
}

void generate_program(struct image *image, uint32_t number)
{
    const unsigned base = any_register(image), spare = (base + 1) & 15;
    const uint32_t offset = number * BLOCK_SIZE;

    generate_block(image, offset, base);
    image_emit_literal(image, base, DATA_BASE + offset);
    emit_block(image, 0x002002, spare, base, BLOCK_IN + 4 * SAR);
    image_emit(image, 0x130300 | spare << T); /* wsr.sar */
    for (unsigned reg = 0; reg < 16; reg++)
        if (reg != base)
            emit_block(image, 0x002002, reg, base, BLOCK_IN + 4 * reg);
    for (uint32_t n = image->sequences + image_below(image, 2 * image->sequences); n > 0; n--)
        emit_something(image, base);
    for (unsigned reg = 0; reg < 16; reg++)
        emit_block(image, 0x006002, reg, base, BLOCK_OUT + 4 * reg);
    image_emit(image, 0x030300 | spare << T); /* rsr.sar */
    emit_block(image, 0x006002, spare, base, BLOCK_OUT + 4 * SAR);
}

void generate_start(struct image *image, uint64_t seed)
{
    memset(image, 0, sizeof *image);
    image->random_state = seed;
    image->text_used = POOL_SIZE;
    image->entry = image_here(image);
}

void generate_lx106(struct image *image, uint64_t seed)
{
    generate_start(image, seed);
    image->absolute_literals = true;
    image->sequences = 100;
    for (uint32_t number = 0; number < PROGRAMS; number++)
        generate_program(image, number);
    image->end = image_here(image);
}
