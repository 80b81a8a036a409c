/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: NVS partitions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/nvs.h"

#include "fuzz/lib/surveyed.h"
#include "image/survey/describe_part.h"

struct visit {
    const struct image_nvs *nvs;
    size_t size, values;
};

static bool check_value(void *context, const struct image_nvs_value *value)
{
    struct visit *visit = context;
    bool number = image_nvs_number_size(value->type) > 0;
    uint8_t *buffer;

    FUZZ_CHECK(visit->values++ < visit->nvs->item_count);
    FUZZ_CHECK(value->space_number > 0 && strlen(value->key) <= IMAGE_NVS_KEY_MAX);
    FUZZ_CHECK(image_nvs_type_name(value->type));
    /* What is complete lies in the image, and no byte belongs to two parts. */
    FUZZ_CHECK(!value->complete || value->size <= visit->size);
    if (!value->complete || number)
        return true;
    buffer = malloc(value->size + !value->size);
    FUZZ_CHECK(buffer && image_nvs_copy(visit->nvs, value, buffer));
    free(buffer);
    return true;
}

static void check_order(const struct image_nvs *nvs)
{
    for (size_t i = 1; i < nvs->item_count; i++)
        FUZZ_CHECK(image_nvs_compare(image_nvs_raw(nvs, i - 1), image_nvs_raw(nvs, i)) < 0);
}

static void check_nvs(const uint8_t *data, size_t size)
{
    struct image_nvs nvs;
    struct visit visit = {.nvs = &nvs, .size = size};
    unsigned pages = 0;

    FUZZ_CHECK(image_nvs_open(&nvs, data, size));
    for (unsigned i = 0; i <= IMAGE_NVS_CORRUPT; i++)
        pages += nvs.states[i];
    FUZZ_CHECK(pages == nvs.page_count && nvs.item_count <= nvs.sound && nvs.sound <= nvs.written);
    FUZZ_CHECK(!nvs.encrypted || nvs.item_count == 0);
    check_order(&nvs);
    image_nvs_each(&nvs, check_value, &visit);
    image_nvs_close(&nvs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *exact = fuzz_copy(data, size);
    struct image_survey survey;

    check_nvs(exact, size);
    image_survey_init(&survey, exact, size);
    image_describe_nvs(image_survey_add(&survey, IMAGE_PART_NVS, "nvs", 0, (uint32_t)size), exact, size);
    fuzz_check_survey(&survey);
    free(exact);
    return 0;
}
