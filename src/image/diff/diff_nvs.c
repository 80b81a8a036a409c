/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two NVS partitions beyond the facts about them.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Strings and blobs may be secrets, so a survey tells only their sizes.  That their contents
 * changed is no secret.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "image/diff/diff_impl.h"
#include "image/nvs/nvs.h"

struct summing {
    const struct image_nvs *nvs;
    struct diff_sums *sums;
    size_t room;
    uint8_t *buffer; /* as large as the partition */
    size_t buffer_size;
};

/* The sum of a value whose data is not complete says only that. */
static uint32_t sum_of(const struct summing *summing, const struct image_nvs_value *value)
{
    if (value->size > summing->buffer_size ||
        !image_nvs_copy(summing->nvs, value, summing->buffer))
        return 0;
    return (uint32_t)crc32(0, summing->buffer, value->size);
}

static bool add_sum(void *context, const struct image_nvs_value *value)
{
    struct summing *summing = context;
    struct diff_sums *sums = summing->sums;

    if (sums->count == summing->room) {
        size_t room = summing->room ? 2 * summing->room : 64;
        uint32_t *more = realloc(sums->sums, room * sizeof(*more));

        if (!more)
            return false;
        sums->sums = more;
        summing->room = room;
    }
    sums->sums[sums->count++] = sum_of(summing, value);
    return true;
}

void diff_nvs_sums(struct diff_sums *sums, const struct image_part *part)
{
    const struct image_survey *survey = part->survey;
    struct summing summing = {.sums = sums};
    struct image_nvs nvs;
    size_t size;

    *sums = (struct diff_sums){0};
    if (part->kind != IMAGE_PART_NVS || !survey || part->offset >= survey->size)
        return;
    size = survey->size - part->offset;
    if (part->size < size)
        size = part->size;
    summing.buffer = malloc(size + 1);
    summing.buffer_size = size;
    summing.nvs = &nvs;
    if (summing.buffer && image_nvs_open(&nvs, survey->data + part->offset, size) &&
        !nvs.encrypted)
        image_nvs_each(&nvs, add_sum, &summing);
    if (summing.buffer)
        image_nvs_close(&nvs);
    free(summing.buffer);
}
