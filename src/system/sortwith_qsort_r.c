/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting by qsort_r() as glibc has it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/sortwith.h"

#include <stdlib.h>

void esp_sort_with(void *base, size_t count, size_t size, esp_comparison *compare, void *ctx)
{
    if (count > 1)
        qsort_r(base, count, size, compare, ctx);
}
