/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the interpreter with qemu-xtensa.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_DIFF_H
#define DIFFTEST_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/cpu/xtensa/xtensa.h"

struct image;

enum { DIFF_PLENTY = 100000000 }; /* cycles for an image */

struct diff {
    const struct xtensa_core *core;
    const char *qemu; /* the word for qemu's -cpu */
    void (*generate)(struct image *image, uint64_t seed);
    /* Runs an image, whose entry is the pc.  True if the CPU reached the image's end. */
    bool (*run)(struct xtensa *cpu, const struct image *image, uint64_t seed);
    /* True if the stack must be the same; NULL: always. */
    bool (*same_stack)(uint64_t seed);
};

/* Arguments: SEED [IMAGES].  Speaks TAP, with one case for each image of some hundred
 * programs. */
int diff_main(const struct diff *diff, int argc, char **argv);

#endif
