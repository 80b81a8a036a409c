/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the RISC-V interpreter with qemu-riscv32.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_RV32_DIFF_H
#define DIFFTEST_RV32_DIFF_H

#include <stdbool.h>
#include <stdint.h>

struct image;

enum { RV32_DIFF_MACHINE = 243 }; /* EM_RISCV of ELF */

/* Runs the image.  True if the CPU reached its end. */
bool rv32_diff_run(struct image *image, uint64_t seed);

/* Adds the code that makes the image a Linux program: see difftest/qemu.h. */
void rv32_diff_end(struct image *image);

#endif
