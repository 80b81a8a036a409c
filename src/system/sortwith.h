/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting by a comparison that needs more than the two elements.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SYSTEM_SORTWITH_H
#define SYSTEM_SORTWITH_H

#include <stddef.h>

typedef int esp_comparison(const void *a, const void *b, void *ctx);

/* As qsort_r() of glibc.  BSD has a function of that name with the arguments in another
 * order. */
void esp_sort_with(void *base, size_t count, size_t size, esp_comparison *compare, void *ctx);

#endif
