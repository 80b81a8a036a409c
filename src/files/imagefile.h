/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image in memory: a file, or standard input, read whole.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FILES_IMAGEFILE_H
#define FILES_IMAGEFILE_H

#include <stddef.h>
#include <stdint.h>

/* More than the largest flash that any chip of the family takes: an image that
 * is longer is none. */
#define IMAGE_FILE_MAX (32u << 20)

/* Reads the file name, or standard input for "-", to its end into *data, which
 * is allocated.  Returns an exit status; complains where the file is missing,
 * empty or too long, or not read whole.  Directories, sockets and character
 * devices are refused without opening them.  A FIFO is read where a program
 * writes into it, or begins to within three seconds. */
int image_file_read(const char *name, uint8_t **data, size_t *size);

/* How messages call it: the name, or "standard input". */
const char *image_file_title(const char *name);

#endif
