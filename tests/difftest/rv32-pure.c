/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's functions that only compute, as RISC-V code: the interpreter against qemu-riscv32.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Usage: rv32-pure [SEED [IMAGES]].
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "difftest/difference.h"
#include "difftest/generate.h"
#include "difftest/pure/pure.h"
#include "difftest/rv32_diff.h"

static uint8_t code[TEXT_SIZE];
static size_t code_size;

static bool open_code(void)
{
    const char *name = getenv("STUB_PURE_BIN");
    FILE *file = fopen(name ? name : "tests/difftest/pure.bin", "rb");

    if (!file)
        return false;
    code_size = fread(code, 1, sizeof code, file);
    fclose(file);
    return code_size != 0 && code_size % 4 == 0;
}

static void generate(struct image *image, uint64_t seed)
{
    *image = (struct image){.random_state = seed};
    for (size_t at = 0; at < code_size; at++)
        image->text[at] = code[at];
    image->text_used = (uint32_t)code_size;
    image->entry = TEXT_BASE;
    image->end = image_here(image);
    put32(image->data, (uint32_t)(seed * 2654435761u));
}

static bool all_right(const struct pure *pure)
{
    for (size_t i = 0; i < PURE_ROUNDS; i++)
        if (pure->rounds[i].inflated != 1 || pure->rounds[i].inflated_crc != pure->rounds[i].crc)
            return false;
    return true;
}

/* What was compressed must come back, too. */
static bool run(struct image *image, uint64_t seed)
{
    struct pure pure;

    if (!rv32_diff_run(image, seed))
        return false;
    memcpy(&pure, image->data, sizeof pure);
    if (all_right(&pure))
        return true;
    printf("# contents that were compressed do not come back\n");
    return false;
}

static void print_word(unsigned number)
{
    printf("word %u", number);
}

int main(int argc, char **argv)
{
    const struct diff diff = {
        .qemu = {"qemu-riscv32", "rv32", RV32_DIFF_MACHINE, rv32_diff_end},
        .generate = generate,
        .run = run,
        .print_register = print_word,
        .programs = PURE_ROUNDS,
    };

    if (!open_code()) {
        printf("1..0 # SKIP no compiler for RISC-V\n");
        return 0;
    }
    return diff_main(&diff, argc, argv);
}
