/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of esp-imgedit: the image that is edited, and the result.
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

/* Opens the output before any work: the file path, or standard output if path is NULL.
 * Raw bytes do not go to a terminal. */
int imgedit_open_output(struct output *output, const char *path, bool hex);

/* Writes the result, and gives the file its name. */
int imgedit_write(struct output *output, const uint8_t *data, size_t size);

#endif
