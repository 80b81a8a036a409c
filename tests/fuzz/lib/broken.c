/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not a target: inputs near its seeds break a promise.  It tests the driver.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <unistd.h>

#include "fuzz/lib/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);

    FUZZ_CHECK(strncmp(text, "no!", 3) != 0);
    while (strncmp(text, "ho?", 3) == 0)
        pause(); /* an input that never ends */
    free(text);
    return 0;
}
