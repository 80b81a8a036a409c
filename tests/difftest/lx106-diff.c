/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX106 interpreter against qemu-xtensa.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Usage: lx106-diff [SEED [IMAGES]].
 */
#include "difftest/generate.h"
#include "difftest/xtensa_diff.h"
#include "sim/cpu/lx106/lx106.h"

static bool run_cpu(struct xtensa *cpu, const struct image *image, uint64_t seed)
{
    (void)seed;
    cpu->hook_base = image->end;
    cpu->hook_size = 1;
    return xtensa_run(cpu, DIFF_PLENTY) == XTENSA_HOOK;
}

static bool run(struct image *image, uint64_t seed)
{
    return diff_run_xtensa(&lx106_core, image, seed, run_cpu);
}

int main(int argc, char **argv)
{
    const struct diff diff = {
        .qemu = {"qemu-xtensa", "lx106", DIFF_EM_XTENSA, diff_end_xtensa},
        .generate = generate_lx106,
        .run = run,
        .print_register = diff_print_xtensa,
    };

    return diff_main(&diff, argc, argv);
}
