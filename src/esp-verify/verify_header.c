/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-verify: do flash and image differ only in what flashers change in a header?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-verify/verify_header.h"

#include <stdlib.h>
#include <string.h>

#include "image/app/app.h"

enum {
    OFFSET_MODE = 2,      /* in the header; see image/edit/edit_header.c */
    OFFSET_SIZE_RATE = 3, /* size in the high nibble, rate in the low one */
    ESP_SECTOR = 4096,    /* bytes: what a comparison by digests tells apart */
    /* The longest span that is read: a bootloader, with its hash at the end.  ESP-IDF's
     * bootloaders end before the table of partitions, which is at 0x8000 usually. */
    SPAN_MAX = 0x10000,
};

void header_span_add(struct header_span *span, uint32_t offset, uint32_t size)
{
    if (span->end == 0 || offset < span->first)
        span->first = offset;
    if (offset + size > span->end)
        span->end = offset + size;
}

/* Returns the image that has the whole span and the header's first bytes, or NULL if no image
 * has both. */
static const struct esp_image *find_image(const struct header_span *span, uint32_t boot,
                                          const struct esp_image *images, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct esp_image *image = &images[i];

        if (image->offset <= boot && image->offset <= span->first &&
            image->size > OFFSET_SIZE_RATE &&
            boot - image->offset < image->size - OFFSET_SIZE_RATE &&
            span->end - image->offset <= image->size)
            return image;
    }
    return NULL;
}

/* The flash's contents of the span. */
struct reading {
    uint8_t *data;
    size_t used;
};

static int take(void *ctx, const uint8_t *data, size_t size)
{
    struct reading *reading = ctx;

    memcpy(reading->data + reading->used, data, size);
    reading->used += size;
    return 0;
}

static uint8_t *read_span(struct esp_session *session, const struct header_span *span)
{
    struct reading reading = {.data = malloc(span->end - span->first)};
    const struct esp_read_request request = {
        .offset = span->first,
        .size = span->end - span->first,
        .sink = take,
        .ctx = &reading,
    };

    if (reading.data && esp_session_read(session, &request, NULL) == ESP_OK)
        return reading.data;
    free(reading.data);
    return NULL;
}

/* Is the image what the flash has in the span, once its header has these bytes?  The hash of
 * the program may be as it was, or right again. */
static bool agrees(const struct esp_image *image, uint32_t boot, const uint8_t header[2],
                   const struct header_span *span, const uint8_t *flash)
{
    size_t at = boot - image->offset, from = span->first - image->offset;
    size_t size = span->end - span->first;
    uint8_t *copy = malloc(image->size);
    struct image_trouble trouble;
    struct image_app app;
    bool same;

    if (!copy)
        return false;
    memcpy(copy, image->data, image->size);
    memcpy(copy + at + OFFSET_MODE, header, 2);
    same = memcmp(copy + from, flash, size) == 0;
    if (!same && image_app_parse(&app, NULL, image->data + at, image->size - at, &trouble)) {
        image_app_repair(&app, copy + at);
        same = memcmp(copy + from, flash, size) == 0;
    }
    free(copy);
    return same;
}

static const char *name_fields(const uint8_t header[2], const uint8_t flash[2])
{
    static const char *const names[] = {
        NULL,           "mode",          "rate",          "mode and rate",
        "size",         "mode and size", "rate and size", "mode, rate and size",
    };
    unsigned differs = (header[0] != flash[0] ? 1 : 0) |
                       (((header[1] ^ flash[1]) & 0x0f) != 0 ? 2 : 0) |
                       (((header[1] ^ flash[1]) & 0xf0) != 0 ? 4 : 0);

    return names[differs];
}

/* Can the header that the image has at "boot" be what differs in the span? */
static bool may_be_header(const struct header_span *span, const struct esp_image *image,
                          uint32_t boot)
{
    size_t at = boot - image->offset;

    return span->first >= boot / ESP_SECTOR * ESP_SECTOR &&
           span->first <= boot + OFFSET_SIZE_RATE && span->end - span->first <= SPAN_MAX &&
           image_app_begins(image->data + at, image->size - at);
}

const char *header_fields_differ(struct esp_session *session, const struct header_span *span,
                                 const struct esp_image *images, size_t count)
{
    uint32_t boot = esp_session_board(session)->facts->boot_offset;
    const struct esp_image *image = find_image(span, boot, images, count);
    struct header_span wide = *span;
    const char *fields = NULL;
    const uint8_t *found;
    uint8_t *flash;

    if (!image || !may_be_header(span, image, boot))
        return NULL;
    header_span_add(&wide, boot + OFFSET_MODE, 2);
    flash = read_span(session, &wide);
    if (!flash)
        return NULL;
    found = flash + (boot + OFFSET_MODE - wide.first);
    if (agrees(image, boot, found, &wide, flash))
        fields = name_fields(image->data + (boot - image->offset) + OFFSET_MODE, found);
    free(flash);
    return fields;
}
