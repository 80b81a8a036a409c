/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random programs, as an image that qemu can run, too.
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

#include <stdbool.h>
#include <stdint.h>

enum {
    TEXT_BASE = 0x400000,
    POOL_SIZE = 0x4000, /* for literals, at the start of the text */
    TEXT_SIZE = 0x38000, /* so that l32r reaches the pool from every address */
    DATA_BASE = 0x500000,
    PROGRAMS = 150, /* per image */
    REGISTERS = 32, /* of an Xtensa 17: a0 to a15, SAR */
    SAR = 16,
    /* A program's block of data, as offsets in bytes. */
    BLOCK_SCRATCH = 0,
    SCRATCH_SIZE = 512,
    BLOCK_IN = SCRATCH_SIZE,
    BLOCK_OUT = BLOCK_IN + 4 * REGISTERS,
    BLOCK_SIZE = BLOCK_OUT + 4 * REGISTERS,
    /* Behind the blocks, for programs with calls. */
    STACK_OFFSET = PROGRAMS * BLOCK_SIZE,
    STACK_SIZE = 0x4000,
    DATA_SIZE = STACK_OFFSET + STACK_SIZE,
};

/* An instruction: its fixed bits, the register fields that it writes and reads (shift
 * counts of r 12, s 8, t 4; 0: no field), and its random bits. */
struct form {
    uint32_t word;
    uint8_t writes, reads, reads2;
    uint32_t random;
};

enum { R = 12, S = 8, T = 4 };

struct image {
    uint8_t text[TEXT_SIZE];
    uint8_t data[DATA_SIZE];
    uint32_t text_used; /* in bytes, including the pool */
    uint32_t pool_used;
    uint32_t entry; /* address of the first program */
    uint32_t end;   /* address behind the last program */
    uint64_t random_state;
    /* What the CPU has besides the instructions of every Xtensa: */
    bool absolute_literals;  /* LITBASE */
    const struct form *more; /* from registers to a register */
    uint32_t more_count;
    void (*emit_more)(struct image *image, unsigned base); /* a sequence; may be NULL */
    uint32_t sequences;      /* of a program, at least; at most three times as many */
    unsigned first_register; /* random instructions use this register and those above */
};

/* The same seed makes the same image. */
void generate_lx106(struct image *image, uint64_t seed);
void generate_lx6(struct image *image, uint64_t seed);
void generate_rv32(struct image *image, uint64_t seed);

/* Parts of an image.  base is the register that holds the address of the program's block of
 * data. */
void generate_start(struct image *image, uint64_t seed);
void generate_program(struct image *image, uint32_t number);
/* Fills the data of a program whose block is at this offset of the data. */
void generate_block(struct image *image, uint32_t offset, unsigned base);
/* A program that calls functions through the windows of the LX6. */
void generate_calls(struct image *image, uint32_t number);
/* One random sequence, or some simple instructions without jumps. */
void emit_something(struct image *image, unsigned base);
void emit_some(struct image *image, unsigned base);
/* A branch or a jump over a few instructions. */
void emit_skip(struct image *image, unsigned base);
/* l32i or s32i (word) for a word of the block. */
void emit_block(struct image *image, uint32_t word, unsigned reg, unsigned base,
                uint32_t offset);
uint32_t emit_fill(struct image *image, const struct form *form, unsigned base);

/* A random register, also one that is not the one with the block's address. */
unsigned any_register(struct image *image);
unsigned free_register(struct image *image, unsigned base);

/* The address of the text's next instruction. */
uint32_t image_here(const struct image *image);
void image_emit(struct image *image, uint32_t word); /* an instruction of an Xtensa */
void image_emit_bytes(struct image *image, uint32_t word, uint32_t length);
/* Appends an l32r of value into a register (0 to 15). */
void image_emit_literal(struct image *image, unsigned reg, uint32_t value);

uint32_t image_random(struct image *image);
uint32_t image_below(struct image *image, uint32_t limit);
uint32_t image_interesting(struct image *image);

uint32_t get32(const uint8_t *bytes);
void put32(uint8_t *bytes, uint32_t value);

#endif
