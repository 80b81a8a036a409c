/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a whole file or standard input into memory, as an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FILES_IMAGEFILE_H
#define FILES_IMAGEFILE_H

#include <stddef.h>
#include <stdint.h>

/* No image is longer than this: more than the largest flash that a supported chip can
 * address. */
#define IMAGE_FILE_MAX (32u << 20)

/* Reads the file "name" to its end into *data, which is allocated; "-" means standard
 * input.  Returns an exit status, after a message if the file is missing, empty, too long
 * or not read completely.  Refuses directories, sockets and character devices without
 * opening them.  Reads a FIFO if a program writes into it, or opens it within ten
 * seconds. */
int image_file_read(const char *name, uint8_t **data, size_t *size);

/* The same for files of at most "limit" bytes.  A text of Intel HEX, which is known by its
 * first byte, may have three times as many: 16 bytes of a flash are 44 characters. */
int image_file_read_upto(const char *name, size_t limit, uint8_t **data, size_t *size);

/* The same for a file that is no image, such as one for a file system on the flash: an empty
 * one is as good as any. */
int image_file_read_any(const char *name, size_t limit, uint8_t **data, size_t *size);

/* The file's name in messages: its name, or "standard input". */
const char *image_file_title(const char *name);

#endif
