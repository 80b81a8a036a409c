/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX106 interpreter against qemu-xtensa.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Usage: lx106-diff [SEED [IMAGES]].
 */
#include "difftest/difference.h"
#include "difftest/generate.h"
#include "sim/cpu/lx106/lx106.h"

static bool run(struct xtensa *cpu, const struct image *image, uint64_t seed)
{
    (void)seed;
    cpu->hook_base = image->end;
    cpu->hook_size = 1;
    return xtensa_run(cpu, DIFF_PLENTY) == XTENSA_HOOK;
}

int main(int argc, char **argv)
{
    const struct diff diff = {
        .core = &lx106_core, .qemu = "lx106", .generate = generate_lx106, .run = run};

    return diff_main(&diff, argc, argv);
}
