/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: Intel HEX.  Whatever is read is in order, and is the same again after it is
 * written and read.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/hex/hexread.h"
#include "image/hex/hexwrite.h"

#include "fuzz/lib/fuzz.h"

static void check_order(const struct image_sparse *sparse, size_t text_size)
{
    uint64_t total = 0, end = 0;

    for (size_t i = 0; i < sparse->count; i++) {
        const struct image_run *run = &sparse->runs[i];

        FUZZ_CHECK(run->size > 0);
        FUZZ_CHECK(i == 0 || run->offset > end); /* with a gap before it */
        end = (uint64_t)run->offset + run->size;
        total += run->size;
        FUZZ_CHECK(end <= UINT64_C(1) << 32);
    }
    FUZZ_CHECK(image_sparse_end(sparse) == end);
    FUZZ_CHECK(2 * total < text_size);
}

static int keep(void *ctx, const char *text, size_t size)
{
    return fwrite(text, 1, size, ctx) == size ? 0 : -1;
}

static void check_again(const struct image_sparse *sparse)
{
    struct image_trouble trouble;
    struct image_sparse again;
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    FUZZ_CHECK(file && image_hex_write(sparse->runs, sparse->count, keep, file) == 0);
    FUZZ_CHECK(fclose(file) == 0);
    FUZZ_CHECK(image_hex_begins((uint8_t *)text, size));
    FUZZ_CHECK(image_hex_read(&again, (uint8_t *)text, size, &trouble));
    FUZZ_CHECK(again.count == sparse->count);
    for (size_t i = 0; i < again.count; i++) {
        const struct image_run *a = &sparse->runs[i], *b = &again.runs[i];

        FUZZ_CHECK(a->offset == b->offset && a->size == b->size);
        FUZZ_CHECK(memcmp(a->data, b->data, a->size) == 0);
    }
    image_sparse_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *text = fuzz_copy(data, size);
    struct image_trouble trouble = {.offset = 1};
    struct image_sparse sparse;

    if (image_hex_read(&sparse, text, size, &trouble)) {
        check_order(&sparse, size);
        check_again(&sparse);
    } else {
        FUZZ_CHECK(trouble.offset <= size);
        FUZZ_CHECK(memchr(trouble.text, '\0', sizeof(trouble.text)) && trouble.text[0] != '\0');
        FUZZ_CHECK(sparse.count == 0 && !sparse.runs);
    }
    image_sparse_free(&sparse);
    free(text);
    return 0;
}
