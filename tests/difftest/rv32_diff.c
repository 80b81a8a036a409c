/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs an image on the RISC-V interpreter.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "difftest/rv32_diff.h"

#include <stdio.h>

#include "difftest/difference.h"
#include "difftest/generate.h"
#include "sim/cpu/rv32/rv32.h"

enum {
    /* Linux for RISC-V, asm-generic/unistd.h: number in a7, arguments a0, a1, a2. */
    SYS_WRITE = 64,
    SYS_EXIT = 93,
    A0 = 10, A1 = 11, A2 = 12, A7 = 17,
    ECALL = 0x73,
};

static void load(struct image *image, unsigned reg, uint32_t value)
{
    image_emit_bytes(image, 0x37 | ((value + 0x800) & 0xfffff000u) | reg << 7, 4);
    image_emit_bytes(image, 0x13 | (value & 0xfff) << 20 | reg << 15 | reg << 7, 4);
}

void rv32_diff_end(struct image *image)
{
    load(image, A7, SYS_WRITE);
    load(image, A0, 1);
    load(image, A1, DATA_BASE);
    load(image, A2, DATA_SIZE);
    image_emit_bytes(image, ECALL, 4);
    load(image, A7, SYS_EXIT);
    load(image, A0, 0);
    image_emit_bytes(image, ECALL, 4);
}

bool rv32_diff_run(struct image *image, uint64_t seed)
{
    struct rv32 cpu;
    bool done;

    (void)seed;
    if (rv32_init(&cpu) < 0)
        return false;
    rv32_add_region(&cpu, &(struct rv32_region){.base = TEXT_BASE, .size = TEXT_SIZE,
                                                .bytes = image->text, .executable = true});
    rv32_add_region(&cpu, &(struct rv32_region){.base = DATA_BASE, .size = DATA_SIZE,
                                                .bytes = image->data, .writable = true});
    cpu.pc = image->entry;
    cpu.hook_base = image->end;
    cpu.hook_size = 1;
    done = rv32_run(&cpu, DIFF_PLENTY) == RV32_HOOK;
    if (!done)
        printf("# stopped at 0x%x, mcause %u, mepc 0x%x\n", cpu.pc, cpu.mcause, cpu.mepc);
    rv32_destroy(&cpu);
    return done;
}
