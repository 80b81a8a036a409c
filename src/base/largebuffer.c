/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for a whole image, which takes the kernel long to provide in small pages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/largebuffer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The size of a large page of most processors.  Another size costs speed, nothing else. */
enum { LARGE_PAGE = 2 << 20 };

/* For 16 MB the kernel needs 4,096 page faults, which take longer than reading a file of
 * that size.  In large pages they are eight.  The advice may be refused: the buffer is then
 * an ordinary one. */
static void *allocate(size_t room)
{
    void *data;

    if (posix_memalign(&data, LARGE_PAGE, room) != 0)
        return NULL;
#ifdef MADV_HUGEPAGE
    (void)madvise(data, room / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
#endif
    return data;
}

void *esp_large_buffer_grow(void *old, size_t used, size_t room)
{
    void *data;

    if (room < LARGE_PAGE)
        return realloc(old, room);
    data = allocate(room);
    if (!data)
        return NULL;
    if (used > 0)
        memcpy(data, old, used);
    free(old);
    return data;
}
