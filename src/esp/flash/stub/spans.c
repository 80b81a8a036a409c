/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the parts of a range that must be read.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/spans.h"

#include <stdlib.h>

/* Adds a span, or extends the last span if the new one touches it. */
static int add(struct esp_spans *spans, uint32_t offset, uint32_t size)
{
    struct esp_span *last = spans->count ? &spans->list[spans->count - 1] : NULL;

    if (last && last->offset + last->size == offset) {
        last->size += size;
        return 0;
    }
    if (spans->count == spans->room) {
        size_t room = spans->room ? 2 * spans->room : 64;
        struct esp_span *list = realloc(spans->list, room * sizeof(*list));

        if (!list)
            return ESP_ERR_NOMEM;
        spans->list = list;
        spans->room = room;
    }
    spans->list[spans->count++] = (struct esp_span){.offset = offset, .size = size};
    return 0;
}

struct search {
    struct esp_spans *spans;
    uint32_t address; /* of the range */
    int err;
};

static void note(void *ctx, uint32_t address, uint32_t size)
{
    struct search *search = ctx;

    if (!search->err)
        search->err = add(search->spans, address - search->address, size);
}

static int compare(struct search *search, struct esp_session *s,
                   const struct esp_read_request *request, uint32_t known)
{
    const struct esp_image image = {
        .offset = request->offset,
        .size = known,
        .data = request->base,
    };
    int err = esp_session_compare_part(s, &image, 1, note, NULL, search);

    return err ? err : search->err;
}

int esp_spans_find(struct esp_spans *spans, struct esp_session *s,
                   const struct esp_read_request *request)
{
    struct search search = {.spans = spans, .address = request->offset};
    uint32_t known = request->base_size < request->size ? request->base_size : request->size;
    int err = 0;

    *spans = (struct esp_spans){0};
    if (!request->base)
        known = 0;
    if (known)
        err = compare(&search, s, request, known);
    if (!err && known < request->size)
        err = add(spans, known, request->size - known);
    if (err == ESP_ERR_NOMEM)
        return esp_fail(&s->fault, err, "out of memory");
    return err;
}

void esp_spans_free(struct esp_spans *spans)
{
    free(spans->list);
    *spans = (struct esp_spans){0};
}
