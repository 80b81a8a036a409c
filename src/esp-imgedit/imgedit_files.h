/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of esp-imgedit: images that are read, and the result.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status.  If it is not STATUS_DONE, the
 * function has printed a message.
 */
#ifndef ESP_IMGEDIT_IMGEDIT_FILES_H
#define ESP_IMGEDIT_IMGEDIT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/output.h"
#include "image/edit/buffer.h"
#include "image/hex/sparse.h"

/* Reads an image, raw or Intel HEX, into an empty buffer. */
int imgedit_read(const char *name, struct image_buffer *buffer);

/* Reads an image as runs; a raw file is one run from offset 0 on. */
int imgedit_read_sparse(const char *name, struct image_sparse *sparse, bool *is_hex);

/* Reads the bytes of a file, whatever they are.  *bytes is allocated. */
int imgedit_read_bytes(const char *name, uint8_t **bytes, size_t *size);

/* Opens the output before any work: the file path, or standard output if path is NULL.
 * Raw bytes do not go to a terminal.  Refuses a file that has a description: it is a dump. */
int imgedit_open_output(struct output *output, const char *path, bool hex);

/* Writes the result, and gives the file its name. */
int imgedit_write(struct output *output, const struct image_buffer *buffer, bool hex);

#endif
