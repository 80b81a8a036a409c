/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the Xtensa interpreter with qemu-xtensa.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "difftest/xtensa_diff.h"

#include <stdio.h>

#include "difftest/generate.h"

enum {
    /* Linux for Xtensa, asm/unistd.h: number in a2, arguments a6, a3, a4. */
    SYS_WRITE = 13,
    SYS_EXIT = 118,
    SYSCALL = 0x005000,
};

bool diff_run_xtensa(const struct xtensa_core *core, struct image *image, uint64_t seed,
                     bool (*run)(struct xtensa *cpu, const struct image *image, uint64_t seed))
{
    struct xtensa cpu;
    bool done;

    if (xtensa_init(&cpu, core) < 0)
        return false;
    xtensa_add_region(&cpu, &(struct xtensa_region){.base = TEXT_BASE,
                                                    .size = TEXT_SIZE,
                                                    .bytes = image->text,
                                                    .executable = true});
    xtensa_add_region(&cpu, &(struct xtensa_region){
                                .base = DATA_BASE, .size = DATA_SIZE, .bytes = image->data,
                                .writable = true});
    cpu.pc = image->entry;
    done = run(&cpu, image, seed);
    if (!done)
        printf("# stopped at 0x%x, exccause %u, epc1 0x%x\n", cpu.pc, cpu.exccause, cpu.epc[1]);
    xtensa_destroy(&cpu);
    return done;
}

void diff_end_xtensa(struct image *image)
{
    image_emit_literal(image, 2, SYS_WRITE);
    image_emit_literal(image, 6, 1);
    image_emit_literal(image, 3, DATA_BASE);
    image_emit_literal(image, 4, DATA_SIZE);
    image_emit(image, SYSCALL);
    image_emit_literal(image, 2, SYS_EXIT);
    image_emit_literal(image, 6, 0);
    image_emit(image, SYSCALL);
}

void diff_print_xtensa(unsigned number)
{
    if (number == SAR)
        printf("sar");
    else
        printf("a%u", number);
}
