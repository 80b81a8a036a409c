/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sparse image: pieces of a flash, with gaps between them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/hex/sparse.h"

#include <stdlib.h>

void image_sparse_free(struct image_sparse *sparse)
{
    free(sparse->runs);
    free(sparse->pool);
    *sparse = (struct image_sparse){0};
}

uint64_t image_sparse_end(const struct image_sparse *sparse)
{
    const struct image_run *last;

    if (sparse->count == 0)
        return 0;
    last = &sparse->runs[sparse->count - 1];
    return (uint64_t)last->offset + last->size;
}
