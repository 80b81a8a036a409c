/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names from images, for people: names of parts, of items and of files.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_SHOW_SHOWN_NAME_H
#define ESP_IMGEDIT_SHOW_SHOWN_NAME_H

#include <stddef.h>

/* Bytes of a name that is shown, with its NUL. */
enum { SHOWN_NAME_SIZE = 1024 };

/* Copies a name to out, made safe as visible_copy() does.  A name with more than "most"
 * characters ends with "..." there. */
void shown_name(char out[SHOWN_NAME_SIZE], const char *name, size_t most);

#endif
