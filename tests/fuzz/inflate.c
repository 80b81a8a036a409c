/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: if zlib inflates an input to the expected length, the stub inflates it to
 * the same output.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first two bytes are the expected length, the rest is the input.
 */
#include "stub/deflate/inflate.h"

#include <zlib.h>

#include "fuzz/lib/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    z_stream z = {.avail_in = 0};
    uint8_t *ours, *theirs;
    uint32_t wanted;
    bool good;

    if (size < 2)
        return 0;
    wanted = ((uint32_t)data[0] | (uint32_t)data[1] << 8) % 0x4001;
    ours = malloc(wanted + !wanted);
    theirs = malloc(wanted + !wanted);
    good = inflate_buffer(data + 2, (uint32_t)size - 2, ours, wanted, NULL);
    z.next_in = (uint8_t *)(uintptr_t)data + 2;
    z.avail_in = (uInt)size - 2;
    z.next_out = theirs;
    z.avail_out = (uInt)wanted;
    inflateInit2(&z, -15);
    if (inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == wanted &&
        (!good || memcmp(ours, theirs, wanted) != 0))
        abort(); /* the stub must accept what zlib accepts, with the same output */
    inflateEnd(&z);
    free(ours);
    free(theirs);
    return 0;
}
