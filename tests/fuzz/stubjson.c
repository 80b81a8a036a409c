/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: a file for --stub is a stub whose parts are within their limits, or it is
 * refused with a reason.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/error.h"
#include "esp/foreign/stubfile.h"

#include "fuzz/lib/fuzz.h"

static void check(const struct esp_stubfile *stub)
{
    const struct esp_stubfile_part *text = &stub->parts[0];

    FUZZ_CHECK(stub->count >= 1 && stub->count <= ESP_STUBFILE_PARTS);
    FUZZ_CHECK(stub->entry >= text->address && stub->entry - text->address < text->size);
    for (unsigned i = 0; i < stub->count; i++) {
        const struct esp_stubfile_part *part = &stub->parts[i];

        FUZZ_CHECK(part->size >= 1 && part->size <= ESP_STUBFILE_PART_MAX);
        FUZZ_CHECK(part->address % 4 == 0 && part->size <= UINT32_MAX - part->address);
    }
    if (stub->count > 1) {
        const struct esp_stubfile_part *data = &stub->parts[1];

        FUZZ_CHECK(text->address + text->size <= data->address ||
                   data->address + data->size <= text->address);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *json = fuzz_copy(data, size);
    struct esp_fault fault = {.text = ""};
    struct esp_stubfile stub;

    if (esp_stubfile_parse(&stub, json, size, &fault) == 0)
        check(&stub);
    else
        FUZZ_CHECK(fault.text[0] != '\0');
    esp_stubfile_free(&stub);
    free(json);
    return 0;
}
