/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs an image under qemu, as a Linux program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_QEMU_H
#define DIFFTEST_QEMU_H

#include <stdint.h>

struct image;

struct qemu {
    const char *program; /* "qemu-xtensa" */
    const char *cpu;     /* the word for its -cpu */
    unsigned machine;    /* e_machine of its ELF files */
    /* Adds the code that makes the image a Linux program: it writes its data to standard
     * output, and exits. */
    void (*add_ending)(struct image *image);
};

/* Writes the image as an ELF file.  Returns 0, or -1 and sets errno. */
int qemu_write_elf(const struct qemu *qemu, const struct image *image, int fd);

/* Runs that file.  data receives DATA_SIZE bytes.  Returns 0, or -1 and puts a message (160
 * bytes) into error.  An empty message: qemu is not installed. */
int qemu_run(const struct qemu *qemu, const char *path, uint8_t *data, char *error);

#endif
