/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image that is edited.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/buffer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/largebuffer.h"

enum { SECTOR = 4096 };

static bool out_of_memory(struct image_trouble *trouble)
{
    return image_trouble_set(trouble, 0, "out of memory");
}

void image_buffer_take(struct image_buffer *buffer, uint8_t *data, size_t size)
{
    *buffer = (struct image_buffer){.data = data, .size = size, .room = size};
    buffer->raw.size = (uint32_t)size;
}

void image_buffer_free(struct image_buffer *buffer)
{
    free(buffer->data);
    free(buffer->given);
    *buffer = (struct image_buffer){0};
}

/* Cuts an extent so that it lies within [offset, offset + size), and moves it down by
 * offset. */
static void clip(struct image_extent *extent, uint32_t offset, uint32_t size)
{
    uint64_t first = extent->offset, end = first + extent->size;

    if (first < offset)
        first = offset;
    if (end > (uint64_t)offset + size)
        end = (uint64_t)offset + size;
    *extent = (struct image_extent){0};
    if (first < end)
        *extent = (struct image_extent){(uint32_t)(first - offset), (uint32_t)(end - first)};
}

static void clip_all(struct image_buffer *buffer, uint32_t offset, uint32_t size)
{
    clip(&buffer->raw, offset, size);
    for (size_t i = 0; i < buffer->given_count; i++)
        clip(&buffer->given[i], offset, size);
}

/* Many merges must not copy the image each time. */
static bool make_room(struct image_buffer *buffer, size_t size)
{
    size_t room = buffer->room + buffer->room / 2;
    uint8_t *data;

    if (size <= buffer->room)
        return true;
    if (room < size)
        room = size;
    if (room > IMAGE_BUFFER_MAX)
        room = IMAGE_BUFFER_MAX;
    data = esp_large_buffer_grow(buffer->data, buffer->size, room);
    if (!data)
        return false;
    buffer->data = data;
    buffer->room = room;
    return true;
}

bool image_buffer_resize(struct image_buffer *buffer, uint64_t size, struct image_trouble *trouble)
{
    if (size > IMAGE_BUFFER_MAX)
        return image_trouble_set(trouble, IMAGE_BUFFER_MAX,
                                 "the image would end at 0x%" PRIx64
                                 ", and the largest flash has 128 MiB (0x%" PRIx32 ")",
                                 size, IMAGE_BUFFER_MAX);
    if (!make_room(buffer, (size_t)size))
        return out_of_memory(trouble);
    if (size > buffer->size)
        memset(buffer->data + buffer->size, 0xff, (size_t)size - buffer->size);
    else
        clip_all(buffer, 0, (uint32_t)size);
    buffer->size = (size_t)size;
    return true;
}

bool image_buffer_mark(struct image_buffer *buffer, uint32_t offset, uint32_t size,
                       struct image_trouble *trouble)
{
    if (buffer->given_count == buffer->given_room) {
        size_t room = buffer->given_room ? 2 * buffer->given_room : 16;
        struct image_extent *given = realloc(buffer->given, room * sizeof(*given));

        if (!given)
            return out_of_memory(trouble);
        buffer->given = given;
        buffer->given_room = room;
    }
    buffer->given[buffer->given_count++] = (struct image_extent){offset, size};
    return true;
}

void image_buffer_crop(struct image_buffer *buffer, uint32_t offset, uint32_t size)
{
    memmove(buffer->data, buffer->data + offset, size);
    clip_all(buffer, offset, size);
    buffer->size = size;
}

bool image_buffer_put(struct image_buffer *buffer, uint32_t offset,
                      const struct image_sparse *sparse, struct image_trouble *trouble)
{
    uint64_t end = offset + image_sparse_end(sparse);

    if (sparse->count > 0 && end > buffer->size && !image_buffer_resize(buffer, end, trouble))
        return false;
    for (size_t i = 0; i < sparse->count; i++) {
        const struct image_run *run = &sparse->runs[i];

        memcpy(buffer->data + offset + run->offset, run->data, run->size);
        if (!image_buffer_mark(buffer, offset + run->offset, run->size, trouble))
            return false;
    }
    return true;
}

/* A list of runs that grows. */
struct list {
    struct image_run *runs;
    size_t count, room;
};

static bool add(struct list *list, const struct image_buffer *buffer, struct image_extent extent)
{
    if (extent.size == 0)
        return true;
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        struct image_run *runs = realloc(list->runs, room * sizeof(*runs));

        if (!runs)
            return false;
        list->runs = runs;
        list->room = room;
    }
    list->runs[list->count++] = (struct image_run){extent.offset, extent.size,
                                                   buffer->data + extent.offset};
    return true;
}

/* Adds the raw image's sectors that are not blank. */
static bool add_raw(struct list *list, const struct image_buffer *buffer)
{
    uint32_t at = buffer->raw.offset, end = at + buffer->raw.size;

    while (at < end) {
        uint32_t next = (at | (SECTOR - 1)) + 1;

        if (next > end)
            next = end;
        if (!esp_blank(buffer->data + at, next - at) &&
            !add(list, buffer, (struct image_extent){at, next - at}))
            return false;
        at = next;
    }
    return true;
}

static int by_offset(const void *one, const void *other)
{
    const struct image_run *a = one, *b = other;

    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* Joins runs that overlap or touch. */
static void join(struct list *list)
{
    size_t kept = 0;

    if (list->count > 0)
        qsort(list->runs, list->count, sizeof(*list->runs), by_offset);
    for (size_t i = 0; i < list->count; i++) {
        struct image_run *last = kept > 0 ? &list->runs[kept - 1] : NULL;
        const struct image_run *run = &list->runs[i];

        if (!last || last->offset + last->size < run->offset)
            list->runs[kept++] = *run;
        else if (run->offset + run->size > last->offset + last->size)
            last->size = run->offset + run->size - last->offset;
    }
    list->count = kept;
}

bool image_buffer_runs(const struct image_buffer *buffer, struct image_run **runs, size_t *count,
                       struct image_trouble *trouble)
{
    struct list list = {0};
    bool good = add_raw(&list, buffer);

    for (size_t i = 0; i < buffer->given_count && good; i++)
        good = add(&list, buffer, buffer->given[i]);
    if (!good) {
        free(list.runs);
        return out_of_memory(trouble);
    }
    join(&list);
    *runs = list.runs;
    *count = list.count;
    return true;
}
