/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a range must be read, because it is not known already.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_STUB_SPANS_H
#define ESP_FLASH_STUB_SPANS_H

#include "esp/session/session_impl.h"

struct esp_span {
    uint32_t offset, size; /* bytes, from the range's start */
};

/* In ascending order, not empty, none touching another. */
struct esp_spans {
    struct esp_span *list;
    size_t count, room;
};

/* All of the request's range, or what differs from its base by the chip's digests
 * and what lies beyond it. */
int esp_spans_find(struct esp_spans *spans, struct esp_session *s,
                   const struct esp_read_request *request);
void esp_spans_free(struct esp_spans *spans);

#endif
