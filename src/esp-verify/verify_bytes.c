/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-verify --read: compares the flash with an image byte by byte.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-verify/verify_bytes.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/closeout.h"

int byte_comparison_take(void *ctx, const uint8_t *data, size_t size)
{
    struct byte_comparison *comparison = ctx;
    const uint8_t *expected = comparison->image->data + comparison->done;
    uint32_t address = comparison->image->offset + comparison->done;

    for (size_t i = 0; i < size; i++) {
        if (data[i] == expected[i])
            continue;
        if (!comparison->differs)
            comparison->first = address + (uint32_t)i;
        comparison->last = address + (uint32_t)i;
        comparison->differs = true;
        if (!comparison->quiet)
            printf("%" PRIu64 " %3o %3o\n", (uint64_t)address + i + 1, data[i], expected[i]);
        /* Further lines would be useless: they are not printed, or cannot be written. */
        if (comparison->quiet || closeout_stdout_failed())
            return -1;
    }
    comparison->done += (uint32_t)size;
    return 0;
}
