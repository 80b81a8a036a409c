/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random LX106 programs, as an image that any Xtensa could run.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An image is a row of programs.  Each program loads SAR and all registers from its block
 * of the data, runs some hundred random instructions on the registers and on the block's
 * scratch memory, and stores the registers.  A program leaves its own code only at its end.
 * The image's last code follows the last program.
 */
#ifndef DIFFTEST_GENERATE_H
#define DIFFTEST_GENERATE_H

#include <stdint.h>

enum {
    TEXT_BASE = 0x400000,
    POOL_SIZE = 0x4000, /* for literals, at the start of the text */
    TEXT_SIZE = 0x38000, /* so that l32r reaches the pool from every address */
    DATA_BASE = 0x500000,
    PROGRAMS = 150, /* per image */
    REGISTERS = 17, /* a0 to a15, SAR */
    SAR = 16,
    /* A program's block of data, as offsets in bytes. */
    BLOCK_SCRATCH = 0,
    SCRATCH_SIZE = 512,
    BLOCK_IN = SCRATCH_SIZE,
    BLOCK_OUT = BLOCK_IN + 4 * REGISTERS,
    BLOCK_SIZE = BLOCK_OUT + 4 * REGISTERS,
    DATA_SIZE = PROGRAMS * BLOCK_SIZE,
};

struct image {
    uint8_t text[TEXT_SIZE];
    uint8_t data[DATA_SIZE];
    uint32_t text_used; /* in bytes, including the pool */
    uint32_t pool_used;
    uint32_t entry; /* address of the first program */
    uint32_t end;   /* address behind the last program */
    uint64_t random_state;
};

/* The same seed makes the same image. */
void generate_image(struct image *image, uint64_t seed);

/* The address of the text's next instruction. */
uint32_t image_here(const struct image *image);
void image_emit(struct image *image, uint32_t word);
/* Appends an l32r of value into a register (0 to 15). */
void image_emit_literal(struct image *image, unsigned reg, uint32_t value);

uint32_t image_random(struct image *image);
uint32_t image_below(struct image *image, uint32_t limit);

uint32_t get32(const uint8_t *bytes);
void put32(uint8_t *bytes, uint32_t value);

#endif
