/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: text from outside is shown in a form that no terminal obeys.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/visible.h"

#include "fuzz/lib/fuzz.h"
#include "fuzz/lib/showable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    size_t length = strlen(text);
    char *shown = malloc(VISIBLE_EXPANSION * length + 1);
    bool plain = true;

    FUZZ_CHECK(shown);
    visible_copy(shown, text);
    FUZZ_CHECK(strlen(shown) <= VISIBLE_EXPANSION * length);
    fuzz_check_showable(shown, strlen(shown));
    for (size_t i = 0; i < length; i++)
        plain = plain && text[i] >= ' ' && text[i] < 0x7f;
    FUZZ_CHECK(!plain || strcmp(text, shown) == 0);
    free(shown);
    free(text);
    return 0;
}
