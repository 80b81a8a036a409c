/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the file systems in an image: lists them, and takes one out.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions return an exit status, after a message unless it is STATUS_DONE.
 */
#ifndef ESP_IMGEDIT_VOLUME_FILES_H
#define ESP_IMGEDIT_VOLUME_FILES_H

#include "esp-imgedit/fields/fields.h"

struct editing;

/* Prints one line for each file: offset of the file system, size, path. */
int volume_files_list(const struct fields_request *request);

/* Replaces the image by the contents of a file.  text: PATH or PLACE:PATH. */
int volume_files_extract(struct editing *editing, const struct fields_request *request,
                         const char *text);

#endif
