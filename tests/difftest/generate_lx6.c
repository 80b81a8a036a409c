/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random LX6 programs: the instructions that the LX6 has besides those of every Xtensa.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source of the encodings: Xtensa ISA reference manual ch. 6 and 7, independent of the
 * interpreter's decoder.  Left out are muluh and mulsh, which no core of qemu-xtensa has,
 * and all privileged instructions, which qemu's user mode does not have.
 */
#include <stddef.h>

#include "difftest/generate.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct form forms[] = {
    {0x430000, R, S, T, 0},        /* min */
    {0x530000, R, S, T, 0},        /* max */
    {0x630000, R, S, T, 0},        /* minu */
    {0x730000, R, S, T, 0},        /* maxu */
    {0x330000, R, S, 0, 0x0000f0}, /* clamps */
    {0x230000, R, S, 0, 0x0000f0}, /* sext */
    {0x020000, 0, 0, 0, 0x00fff0}, /* andb */
    {0x120000, 0, 0, 0, 0x00fff0}, /* andbc */
    {0x220000, 0, 0, 0, 0x00fff0}, /* orb */
    {0x320000, 0, 0, 0, 0x00fff0}, /* orbc */
    {0x420000, 0, 0, 0, 0x00fff0}, /* xorb */
    {0x008000, 0, 0, 0, 0x000cf0}, /* any4 */
    {0x009000, 0, 0, 0, 0x000cf0}, /* all4 */
    {0x00a000, 0, 0, 0, 0x0008f0}, /* any8 */
    {0x00b000, 0, 0, 0, 0x0008f0}, /* all8 */
    {0xc30000, R, S, 0, 0x0000f0}, /* movf */
    {0xd30000, R, S, 0, 0x0000f0}, /* movt */
    {0x030400, T, 0, 0, 0},        /* rsr.br */
    {0x130400, 0, T, 0, 0},        /* wsr.br */
    {0x610400, T, 0, 0, 0},        /* xsr.br */
    {0x030c00, T, 0, 0, 0},        /* rsr.scompare1 */
    {0x130c00, 0, T, 0, 0},        /* wsr.scompare1 */
    {0x030000, T, 0, 0, 0x000100}, /* rsr.lbeg, rsr.lend */
    {0x030200, T, 0, 0, 0},        /* rsr.lcount */
    {0xe30e70, R, 0, 0, 0},        /* rur.threadptr */
    {0xf3e700, 0, T, 0, 0},        /* wur.threadptr */
    {0x700004, 0, S, T, 0x0f0000}, /* umul.aa to muls.aa */
    {0x340004, 0, S, 0, 0x030040}, /* mul.ad */
    {0x380004, 0, S, 0, 0x030040}, /* mula.ad */
    {0x3c0004, 0, S, 0, 0x030040}, /* muls.ad */
    {0x640004, 0, T, 0, 0x034000}, /* mul.da */
    {0x680004, 0, T, 0, 0x034000}, /* mula.da */
    {0x6c0004, 0, T, 0, 0x034000}, /* muls.da */
    {0x240004, 0, 0, 0, 0x034040}, /* mul.dd */
    {0x280004, 0, 0, 0, 0x034040}, /* mula.dd */
    {0x2c0004, 0, 0, 0, 0x034040}, /* muls.dd */
    {0x031000, T, 0, 0, 0x000100}, /* rsr.acclo, rsr.acchi */
    {0x131000, 0, T, 0, 0x000100}, /* wsr.acclo, wsr.acchi */
    {0x032000, T, 0, 0, 0x000300}, /* rsr.m0 to rsr.m3 */
    {0x132000, 0, T, 0, 0x000300}, /* wsr.m0 to wsr.m3 */
};

/* The values of registers that no program sets. */
static void emit_reset(struct image *image)
{
    /* lbeg lend lcount br, scompare1 threadptr acclo acchi, m0 to m3 */
    static const uint32_t writes[] = {0x130000, 0x130100, 0x130200, 0x130400,
                                      0x130c00, 0xf3e700, 0x131000, 0x131100,
                                      0x132000, 0x132100, 0x132200, 0x132300};

    image_emit(image, 0x00a002 | 2 << T); /* movi a2, 0 */
    for (size_t n = 0; n < COUNT(writes); n++)
        image_emit(image, writes[n] | 2 << T);
}

/* A loop of up to six turns.  Its body may end with a branch to the loop's end. */
static void emit_loop(struct image *image, unsigned base)
{
    const unsigned reg = free_register(image, base);
    const uint32_t kind = image_below(image, 3); /* loop, loopnez, loopgtz */
    const uint32_t turns = kind == 2   ? image_below(image, 10) - 3
                           : kind == 1 ? image_below(image, 7)
                                       : 1 + image_below(image, 6);
    uint32_t at;

    image_emit(image, 0x00000c | reg << S | (turns & 15) << 12 | (turns >> 4 & 7) << 4);
    at = image->text_used;
    image_emit(image, 0x008076 | kind << 12 | reg << S);
    emit_some(image, base);
    while (image_below(image, 2) && image->text_used - at < 100)
        emit_skip(image, base);
    if (image_below(image, 2))
        emit_some(image, base);
    image->text[at + 2] = (uint8_t)(image->text_used - (at + 4));
    image_emit(image, 0x0020f0); /* the loop's end must not be the target of a call */
}

/* A division by something that is not 0. */
static void emit_division(struct image *image, unsigned base)
{
    const unsigned by = free_register(image, base);

    image_emit(image, 0x000056 | by << S | 2 << 12); /* bnez over the next */
    image_emit(image, 0x01a002 | by << T | 7 << 16); /* movi 0x107 */
    image_emit(image, (0xc20000 + (image_below(image, 4) << 20)) | free_register(image, base) << R |
                          any_register(image) << S | by << T);
}

/* bf or bt over some instructions. */
static void emit_boolean_branch(struct image *image, unsigned base)
{
    const uint32_t at = image->text_used;

    image_emit(image, 0x000076 | (image_random(image) & 0x001f00));
    emit_some(image, base);
    image->text[at + 2] = (uint8_t)(image->text_used - (at + 4));
}

/* s32c1i, which stores in one case of two; l32ai and s32ri. */
static void emit_atomic(struct image *image, unsigned base)
{
    const uint32_t offset = (image_random(image) & 0x7f) << 16;
    const unsigned reg = free_register(image, base), value = free_register(image, base);

    if (image_below(image, 2)) {
        image_emit(image, 0x00b002 | base << S | reg << T | offset); /* l32ai */
        image_emit(image, 0x130c00 | reg << T);                      /* wsr.scompare1 */
    }
    image_emit(image, 0x00e002 | base << S | value << T | offset); /* s32c1i */
    image_emit(image, 0x00f002 | base << S | reg << T | (image_random(image) & 0x7f) << 16);
}

/* ldinc, lddec, and multiplications with such a load. */
static void emit_mac_load(struct image *image, unsigned base)
{
    const unsigned reg = free_register(image, base), t = any_register(image);
    const uint32_t kind = image_below(image, 3), down = image_below(image, 2) << 20;
    const uint32_t half = 0x080000 | image_below(image, 4) << 16;
    uint32_t word = 0x000004 | reg << S | down | (image_random(image) & 0x007000);

    if (kind == 0)
        word |= 0x800000;
    else if (kind == 1)
        word |= half | (image_random(image) & 0x000040); /* dd */
    else
        word |= 0x400000 | half | t << T; /* da */
    if (kind == 0)
        word &= ~0x004000u;
    image_emit(image, 0x00c002 | reg << T | base << S | (4 + 4 * image_below(image, 28)) << 16);
    image_emit(image, word);
}

static void emit_more(struct image *image, unsigned base)
{
    switch (image_below(image, 8)) {
    case 0:
        emit_division(image, base);
        break;
    case 1:
        emit_boolean_branch(image, base);
        break;
    case 2:
        emit_atomic(image, base);
        break;
    case 3:
        emit_mac_load(image, base);
        break;
    default:
        emit_loop(image, base);
        break;
    }
}

void generate_lx6(struct image *image, uint64_t seed)
{
    enum { BETWEEN_CALLS = 15 }; /* programs */

    generate_start(image, seed);
    image->more = forms;
    image->more_count = COUNT(forms);
    image->emit_more = emit_more;
    image->sequences = 70;
    emit_reset(image);
    for (uint32_t number = 0; number < PROGRAMS; number++) {
        if (number % BETWEEN_CALLS == BETWEEN_CALLS - 1)
            generate_calls(image, number);
        else
            generate_program(image, number);
    }
    image->end = image_here(image);
}
