/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs an image under qemu-xtensa, as a Linux program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_QEMU_H
#define DIFFTEST_QEMU_H

#include <stdint.h>

struct image;

/* Adds the code that makes the image a Linux program: it writes its data to standard
 * output, and exits. */
void qemu_add_ending(struct image *image);

/* Writes the image as an ELF file.  Returns 0, or -1 and sets errno. */
int qemu_write_elf(const struct image *image, int fd);

/* Runs that file on a CPU that qemu knows by this word.  data receives DATA_SIZE bytes.
 * Returns 0, or -1 and puts a message (160 bytes) into error.  An empty message: there is no
 * qemu-xtensa. */
int qemu_run(const char *cpu, const char *path, uint8_t *data, char *error);

#endif
