/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a range that must be read, because their contents are not known yet.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_STUB_SPANS_H
#define ESP_FLASH_STUB_SPANS_H

#include "esp/session/session_impl.h"

struct esp_span {
    uint32_t offset, size; /* bytes, from the range's start */
};

/* Spans in ascending order.  No span is empty, and no span touches another. */
struct esp_spans {
    struct esp_span *list;
    size_t count, room;
};

/* Without a base, the only span is the request's whole range.  With a base, the spans are
 * the parts that differ from the base by the chip's digests, and the part beyond it. */
int esp_spans_find(struct esp_spans *spans, struct esp_session *s,
                   const struct esp_read_request *request);
void esp_spans_free(struct esp_spans *spans);

#endif
