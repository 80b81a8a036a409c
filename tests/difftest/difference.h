/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares an interpreter with qemu's.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_DIFF_H
#define DIFFTEST_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "difftest/qemu.h"

struct image;

enum { DIFF_PLENTY = 100000000 }; /* cycles for an image */

struct diff {
    struct qemu qemu;
    void (*generate)(struct image *image, uint64_t seed);
    /* Runs an image here.  True if the CPU reached the image's end. */
    bool (*run)(struct image *image, uint64_t seed);
    /* Prints the name of a register of the blocks. */
    void (*print_register)(unsigned number);
    /* True if the stack must be the same; NULL: always. */
    bool (*same_stack)(uint64_t seed);
    unsigned programs; /* of an image, to be told; 0: PROGRAMS */
};

/* Arguments: SEED [IMAGES].  Speaks TAP, with one case for each image of some hundred
 * programs. */
int diff_main(const struct diff *diff, int argc, char **argv);

#endif
