/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting for systems whose qsort_r() is not that of glibc.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/sortwith.h"

#include <stdint.h>

struct heap {
    uint8_t *base;
    size_t size;
    esp_comparison *compare;
    void *ctx;
};

static void swap(const struct heap *heap, size_t i, size_t j)
{
    uint8_t *a = heap->base + i * heap->size, *b = heap->base + j * heap->size;

    for (size_t k = 0; k < heap->size; k++) {
        uint8_t byte = a[k];

        a[k] = b[k];
        b[k] = byte;
    }
}

static int compare(const struct heap *heap, size_t i, size_t j)
{
    return heap->compare(heap->base + i * heap->size, heap->base + j * heap->size, heap->ctx);
}

/* Moves an element down until none below it is larger. */
static void sift(const struct heap *heap, size_t at, size_t count)
{
    size_t child;

    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count && compare(heap, child, child + 1) < 0)
            child++;
        if (compare(heap, at, child) >= 0)
            return;
        swap(heap, at, child);
        at = child;
    }
}

/* Heapsort needs no memory, and is never slow. */
void esp_sort_with(void *base, size_t count, size_t size, esp_comparison *by, void *ctx)
{
    struct heap heap = {base, size, by, ctx};

    for (size_t i = count / 2; i-- > 0;)
        sift(&heap, i, count);
    while (count > 1) {
        swap(&heap, 0, --count);
        sift(&heap, 0, count);
    }
}
