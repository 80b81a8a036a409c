/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random LX6 programs that call functions through windows.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A program calls the first of a row of functions.  Each function calls the next one, and
 * sometimes another one further down; the last one calls itself.  So windows overflow and
 * underflow many times.  A function gets a value in a2 and the block's address in a3, and
 * returns a value in a2.  It sets every register before use, because what a new window
 * holds is undefined.
 */
#include "difftest/generate.h"

enum {
    FUNCTIONS = 16,
    VALUE = 2, /* registers of a function */
    BASE = 3,
    FREE = 4, /* the first register without a meaning */
    STACK = 1,
    STACK_TOP = DATA_BASE + DATA_SIZE,
    L32I = 0x002002,
    S32I = 0x006002,
};

static void emit_move(struct image *image, unsigned to, unsigned from)
{
    image_emit(image, 0x00000d | to << T | from << S); /* mov.n */
}

static void emit_mix(struct image *image, unsigned from)
{
    image_emit(image, 0x300000 | VALUE << R | VALUE << S | from << T); /* xor */
}

/* Functions begin at whole words. */
static uint32_t start_function(struct image *image)
{
    const uint32_t frame = 64 + 16 * image_below(image, 6); /* room to save a4 to a11 */

    while (image->text_used & 3)
        image->text[image->text_used++] = 0;
    image_emit(image, 0x000036 | STACK << S | frame / 8 << 12); /* entry */
    return image_here(image) - 3;
}

static void end_function(struct image *image)
{
    image_emit(image, image_below(image, 2) ? 0x000090u : 0x00f01du); /* retw, retw.n */
}

static void load_registers(struct image *image)
{
    for (unsigned reg = FREE; reg < 16; reg++)
        emit_block(image, L32I, reg, BASE, BLOCK_IN + 4 * image_below(image, REGISTERS));
}

/* call4, call8, call12, or the same by register.  The arguments are in place. */
static void emit_call(struct image *image, unsigned quads, uint32_t target)
{
    const unsigned reg = FREE + (4 * quads) % 12; /* no register with an argument */
    uint32_t distance;

    if (image_below(image, 2)) {
        image_emit_literal(image, reg, target);
        image_emit(image, 0x0000c0 | quads << 4 | reg << S);
        return;
    }
    distance = target - ((image_here(image) & ~3u) + 4);
    image_emit(image, 0x000005 | quads << 4 | ((distance >> 2) & 0x3ffff) << 6);
}

/* Calls a function with the own value, and mixes its result into the value. */
static void call_function(struct image *image, uint32_t target)
{
    const unsigned quads = 1 + image_below(image, 3);

    emit_move(image, 4 * quads + VALUE, VALUE);
    emit_move(image, 4 * quads + BASE, BASE);
    emit_call(image, quads, target);
    emit_mix(image, 4 * quads + VALUE);
}

/* The function that calls itself as often as its value says. */
static uint32_t emit_recursion(struct image *image)
{
    const unsigned quads = 1 + image_below(image, 3);
    const uint32_t function = start_function(image);
    uint32_t at;

    load_registers(image);
    at = image->text_used;
    image_emit(image, 0x000016 | VALUE << S);                                  /* beqz */
    image_emit(image, 0x00000b | (4 * quads + VALUE) << R | VALUE << S);       /* addi.n -1 */
    emit_move(image, 4 * quads + BASE, BASE);
    emit_call(image, quads, function);
    emit_block(image, L32I, 15, BASE, BLOCK_IN + 4 * image_below(image, REGISTERS));
    if (quads < 3)
        emit_mix(image, 15);
    emit_mix(image, 4 * quads + VALUE);
    image->text[at + 2] = (uint8_t)((image->text_used - (at + 4)) >> 4);
    image->text[at + 1] |= (uint8_t)((image->text_used - (at + 4)) << 4);
    end_function(image);
    return function;
}

static uint32_t emit_function(struct image *image, const uint32_t *later, uint32_t count,
                              uint32_t recursion)
{
    const uint32_t function = start_function(image);

    if (image_below(image, 3) == 0) { /* a larger frame */
        image_emit(image, 0xe0c002 | FREE << T | STACK << S); /* addi -32 */
        image_emit(image, 0x001000 | STACK << T | FREE << S); /* movsp */
    }
    load_registers(image);
    for (uint32_t n = image_below(image, 12); n > 0; n--)
        emit_something(image, BASE);
    if (count > 0)
        call_function(image, later[0]);
    load_registers(image);
    if (count > 4 && image_below(image, 3) == 0)
        call_function(image, later[4]);
    if (count == 0) {
        image_emit(image, 0x00a002 | 10 << T | image_below(image, 100) << 16); /* movi */
        emit_move(image, 11, BASE);
        emit_call(image, 2, recursion);
        emit_mix(image, 10);
    }
    load_registers(image);
    for (uint32_t n = image_below(image, 8); n > 0; n--)
        emit_something(image, BASE);
    emit_mix(image, FREE + image_below(image, 12));
    end_function(image);
    return function;
}

/* The stack of the main program.  A frame that calls saves registers below the stack
 * pointer of its caller, so there is one, too. */
static void emit_stack(struct image *image)
{
    image_emit_literal(image, STACK, STACK_TOP - 64);
    image_emit_literal(image, FREE, STACK_TOP);
    image_emit(image, 0xf4c002 | 5 << T | STACK << S); /* addi a5, a1, -12 */
    image_emit(image, S32I | FREE << T | 5 << S);
}

void generate_calls(struct image *image, uint32_t number)
{
    const uint32_t offset = number * BLOCK_SIZE, over = image->text_used;
    uint32_t functions[FUNCTIONS], recursion, distance;

    generate_block(image, offset, BASE);
    image->first_register = VALUE;
    image_emit(image, 0x000006); /* j */
    recursion = emit_recursion(image);
    for (uint32_t n = FUNCTIONS; n > 0; n--)
        functions[n - 1] = emit_function(image, functions + n, FUNCTIONS - n, recursion);
    image->first_register = 0;
    distance = image->text_used - (over + 4);
    for (unsigned i = 0; i < 3; i++)
        image->text[over + i] |= (uint8_t)((distance << 6) >> 8 * i);
    image_emit_literal(image, BASE, DATA_BASE + offset);
    emit_stack(image);
    emit_block(image, L32I, FREE, BASE, BLOCK_IN + 4 * SAR);
    image_emit(image, 0x130300 | FREE << T); /* wsr.sar */
    emit_block(image, L32I, VALUE, BASE, BLOCK_IN);
    load_registers(image);
    call_function(image, functions[0]);
    load_registers(image);
    for (unsigned reg = 0; reg < 16; reg++)
        emit_block(image, S32I, reg, BASE, BLOCK_OUT + 4 * reg);
    image_emit(image, 0x030300 | FREE << T); /* rsr.sar */
    emit_block(image, S32I, FREE, BASE, BLOCK_OUT + 4 * SAR);
}
