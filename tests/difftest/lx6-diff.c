/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX6 interpreter against qemu-xtensa's de233_fpu, the core of qemu's that has the most
 * of the LX6's options.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Usage: lx6-diff [SEED [IMAGES]].  With an odd seed the window exceptions are handled by
 * code, with an even seed by xtensa_serve_window().
 *
 * All of qemu's cores have 32 registers behind the windows, and the LX6 has 64.  So half of
 * the seeds run here with 32 registers, and then the stored frames must be the same, too.
 * The others run with 64.
 */
#include "difftest/generate.h"
#include "difftest/xtensa_diff.h"
#include "sim/cpu/lx6/lx6.h"
#include "sim/cpu/xtensa/xtensa_abi.h"

enum {
    VECTORS = 0x3ff000,
    VECTORS_SIZE = 0x400,
    WINDOW_VECTORS = LX6_VECTOR_LEVEL2, /* the size of the part for windows */
};

/* l32e and s32e of a register, this far below an address. */
static uint32_t l32e(unsigned t, unsigned s, unsigned below)
{
    return 0x090000 | t << 4 | s << 8 | (64 - below) / 4 << 12;
}

static uint32_t s32e(unsigned t, unsigned s, unsigned below)
{
    return l32e(t, s, below) | 0x400000;
}

static uint8_t *put(uint8_t *at, uint32_t word)
{
    for (unsigned i = 0; i < 3; i++)
        *at++ = (uint8_t)(word >> 8 * i);
    return at;
}

/* The window handlers as the windowed ABI has them, for frames of so many quads. */
static void put_overflow(uint8_t *at, unsigned quads)
{
    for (unsigned n = 0; n < 4; n++)
        at = put(at, s32e(n, 4 * quads + 1, 16 - 4 * n));
    if (quads > 1)
        at = put(at, l32e(0, 1, 12));
    for (unsigned n = 4; n < 4 * quads; n++)
        at = put(at, s32e(n, 0, 16 * quads - 4 * (n - 4)));
    put(at, 0x003400); /* rfwo */
}

static void put_underflow(uint8_t *at, unsigned quads)
{
    const unsigned last = 4 * quads - 1;

    for (unsigned n = 0; n < 4; n++)
        at = put(at, l32e(n, 4 * quads + 1, 16 - 4 * n));
    if (quads > 1)
        at = put(at, l32e(last, 1, 12));
    for (unsigned n = 4; n < 4 * quads; n++)
        at = put(at, l32e(n, last, 16 * quads - 4 * (n - 4)));
    put(at, 0x003500); /* rfwu */
}

static bool with_32_registers(uint64_t seed)
{
    return seed & 2;
}

/* The image ends with a syscall, which is the first exception that is not a window's. */
static bool run_cpu(struct xtensa *cpu, const struct image *image, uint64_t seed)
{
    static uint8_t vectors[VECTORS_SIZE];
    struct xtensa_core core = lx6_core;
    enum xtensa_stop stop;

    if (with_32_registers(seed))
        core.physical = 32;
    cpu->core = &core;
    cpu->vecbase = VECTORS;
    cpu->hook_base = seed & 1 ? VECTORS + WINDOW_VECTORS : VECTORS;
    cpu->hook_size = VECTORS + VECTORS_SIZE - cpu->hook_base;
    for (unsigned quads = 1; quads <= 3; quads++) {
        put_overflow(vectors + (quads - 1) * 0x80, quads);
        put_underflow(vectors + (quads - 1) * 0x80 + 0x40, quads);
    }
    xtensa_add_region(cpu, &(struct xtensa_region){
                               .base = VECTORS, .size = VECTORS_SIZE, .bytes = vectors,
                               .executable = true, .words_only = true});
    cpu->ps = XTENSA_PS_UM | XTENSA_PS_WOE;
    do
        stop = xtensa_run(cpu, DIFF_PLENTY);
    while (stop == XTENSA_HOOK && xtensa_serve_window(cpu));
    cpu->core = &lx6_core;
    return stop == XTENSA_HOOK && cpu->exccause == XTENSA_SYSCALL && cpu->epc[1] >= image->end;
}

static bool run(struct image *image, uint64_t seed)
{
    return diff_run_xtensa(&lx6_core, image, seed, run_cpu);
}

int main(int argc, char **argv)
{
    const struct diff diff = {
        .qemu = {"qemu-xtensa", "de233_fpu", DIFF_EM_XTENSA, diff_end_xtensa},
        .generate = generate_lx6,
        .run = run,
        .print_register = diff_print_xtensa,
        .same_stack = with_32_registers,
    };

    return diff_main(&diff, argc, argv);
}
