/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs an image under qemu-xtensa, as a Linux program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_QEMU_H
#define DIFFTEST_QEMU_H

#include <stdint.h>

struct image;

/* Adds what makes a Linux program of the image: writing its data to standard
 * output, and the end. */
void qemu_add_ending(struct image *image);

/* Writes the image as an ELF file; 0 or -1 with errno. */
int qemu_write_elf(const struct image *image, int fd);

/* Runs that file; data receives DATA_SIZE bytes.  0, or -1 with a message (160
 * bytes) in error; an empty message: there is no qemu-xtensa. */
int qemu_run(const char *path, uint8_t *data, char *error);

#endif
