/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not a target: a promise that inputs near its seeds break, to test the driver with.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <unistd.h>

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);

    FUZZ_CHECK(strncmp(text, "no!", 3) != 0);
    while (strncmp(text, "ho?", 3) == 0)
        pause(); /* an input that takes for ever */
    free(text);
    return 0;
}
