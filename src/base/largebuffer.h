/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for a whole image, which takes the kernel long to provide in small pages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BASE_LARGEBUFFER_H
#define BASE_LARGEBUFFER_H

#include <stddef.h>

/* Gives the buffer "old", which may be NULL, room for "room" bytes, and keeps its first
 * "used" bytes.  The caller frees the result by free().  Returns NULL if there is not
 * enough memory; the old buffer is then as it was.  Where the system has large pages, the
 * buffer lies in them. */
void *esp_large_buffer_grow(void *old, size_t used, size_t room);

#endif
