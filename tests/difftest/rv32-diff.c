/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The RISC-V interpreter against qemu-riscv32.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Usage: rv32-diff [SEED [IMAGES]].
 */
#include <stdio.h>

#include "difftest/difference.h"
#include "difftest/generate.h"
#include "difftest/rv32_diff.h"

static void print_register(unsigned number)
{
    printf("x%u", number);
}

int main(int argc, char **argv)
{
    const struct diff diff = {
        .qemu = {"qemu-riscv32", "rv32", RV32_DIFF_MACHINE, rv32_diff_end},
        .generate = generate_rv32,
        .run = rv32_diff_run,
        .print_register = print_register,
    };

    return diff_main(&diff, argc, argv);
}
