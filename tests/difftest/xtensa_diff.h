/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the Xtensa interpreter with qemu-xtensa.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_XTENSA_DIFF_H
#define DIFFTEST_XTENSA_DIFF_H

#include "difftest/difference.h"
#include "sim/cpu/xtensa/xtensa.h"

enum { DIFF_EM_XTENSA = 94 }; /* ELF */

/* Runs an image on a core: run() makes the CPU go from the entry, which is its pc, and returns
 * true if the CPU reached the image's end. */
bool diff_run_xtensa(const struct xtensa_core *core, struct image *image, uint64_t seed,
                     bool (*run)(struct xtensa *cpu, const struct image *image, uint64_t seed));

/* For struct qemu and struct diff. */
void diff_end_xtensa(struct image *image);
void diff_print_xtensa(unsigned number);

#endif
