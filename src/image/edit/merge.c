/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts several files into one image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/merge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "image/app/app.h"
#include "image/app/descriptor.h"

void image_merge_free(struct image_merge *merge)
{
    free(merge->parts);
    *merge = (struct image_merge){0};
}

static uint64_t end_of(const struct image_extent *extent)
{
    return (uint64_t)extent->offset + extent->size;
}

static void complain_overlap(const struct image_merged *one, const struct image_merged *other,
                             struct image_trouble *trouble)
{
    image_trouble_set(trouble, other->extent.offset,
                      "%.40s (0x%" PRIx32 "-0x%" PRIx64 ") and %.40s (0x%" PRIx32 "-0x%" PRIx64
                      ") overlap; --insert replaces bytes",
                      one->name, one->extent.offset, end_of(&one->extent) - 1, other->name,
                      other->extent.offset, end_of(&other->extent) - 1);
}

/* Takes the next part of two lists in the order of offsets. */
static struct image_merged next_part(const struct image_merge *merge, size_t *old,
                                     const struct image_run *runs, size_t count, size_t *new,
                                     uint32_t offset, const char *name)
{
    struct image_extent extent = {0};

    if (*new < count)
        extent = (struct image_extent){offset + runs[*new].offset, runs[*new].size};
    if (*old < merge->count &&
        (*new == count || merge->parts[*old].extent.offset <= extent.offset))
        return merge->parts[(*old)++];
    (*new)++;
    return (struct image_merged){extent, name};
}

/* Adds the runs of a file, moved up by offset, to the parts. */
static bool add_parts(struct image_merge *merge, const struct image_run *runs, size_t count,
                      uint32_t offset, const char *name, struct image_trouble *trouble)
{
    struct image_merged *parts = calloc(merge->count + count + 1, sizeof(*parts));
    size_t old = 0, new = 0;

    if (!parts)
        return image_trouble_set(trouble, 0, "out of memory");
    for (size_t i = 0; i < merge->count + count; i++) {
        parts[i] = next_part(merge, &old, runs, count, &new, offset, name);
        if (i > 0 && end_of(&parts[i - 1].extent) > parts[i].extent.offset) {
            complain_overlap(&parts[i - 1], &parts[i], trouble);
            free(parts);
            return false;
        }
    }
    free(merge->parts);
    merge->parts = parts;
    merge->count += count;
    return true;
}

/* A bootloader has no segment at which programs see the flash.  Images of chips with plain
 * headers do not tell for certain what they are. */
static bool is_bootloader(const struct image_app *app, const uint8_t *data)
{
    struct image_descriptor descriptor;

    if (image_descriptor_find(&descriptor, app, data))
        return descriptor.of_bootloader;
    return app->chip && app->chip->extended_header && !image_app_is_mapped(app);
}

/* Refuses a bootloader in a place where its chip does not look for one. */
static bool boots_nowhere(uint64_t offset, const struct image_run *run, const char *name,
                          struct image_trouble *trouble)
{
    struct image_trouble ignored;
    struct image_app app;

    if (!image_app_begins(run->data, run->size) ||
        !image_app_measure(&app, NULL, run->data, run->size, &ignored) || !app.chip ||
        app.chip->boot_offset == offset || !is_bootloader(&app, run->data))
        return false;
    image_trouble_set(trouble, offset,
                      "%.40s is a bootloader of the %s, which looks for its bootloader at 0x%" PRIx32
                      ", not at 0x%" PRIx64,
                      name, app.chip->name, app.chip->boot_offset, offset);
    return true;
}

enum image_edit_result image_merge_add(struct image_merge *merge, struct image_buffer *buffer,
                                       uint64_t offset, const struct image_sparse *sparse,
                                       const char *name, struct image_trouble *trouble)
{
    if (offset + image_sparse_end(sparse) > IMAGE_BUFFER_MAX || offset > IMAGE_BUFFER_MAX) {
        image_trouble_set(trouble, offset,
                          "%.40s would end at 0x%" PRIx64 ", and the largest flash has 128 MiB (0x%"
                          PRIx32 ")",
                          name, offset + image_sparse_end(sparse), IMAGE_BUFFER_MAX);
        return IMAGE_EDIT_WRONG;
    }
    for (size_t i = 0; i < sparse->count; i++) {
        const struct image_run *run = &sparse->runs[i];

        if (boots_nowhere(offset + run->offset, run, name, trouble))
            return IMAGE_EDIT_REFUSED;
    }
    if (!add_parts(merge, sparse->runs, sparse->count, (uint32_t)offset, name, trouble))
        return IMAGE_EDIT_WRONG;
    return image_buffer_put(buffer, (uint32_t)offset, sparse, trouble) ? IMAGE_EDIT_DONE
                                                                       : IMAGE_EDIT_WRONG;
}

/* Adds what edits have given behind or before the raw image. */
static bool add_given(struct image_merge *merge, const struct image_buffer *buffer,
                      const char *name, struct image_trouble *trouble)
{
    uint64_t raw_end = (uint64_t)buffer->raw.offset + buffer->raw.size;
    struct image_run *runs;
    size_t count, kept = 0;
    bool good;

    if (!image_buffer_runs(buffer, &runs, &count, trouble))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct image_run run = runs[i];
        uint64_t end = (uint64_t)run.offset + run.size;

        if (buffer->raw.size > 0 && end > buffer->raw.offset && run.offset < raw_end) {
            if (end <= raw_end)
                continue;
            run.data += raw_end - run.offset;
            run.size = (uint32_t)(end - raw_end);
            run.offset = (uint32_t)raw_end;
        }
        runs[kept++] = run;
    }
    good = add_parts(merge, runs, kept, 0, name, trouble);
    free(runs);
    return good;
}

bool image_merge_start(struct image_merge *merge, const struct image_buffer *buffer,
                       const char *name, struct image_trouble *trouble)
{
    const struct image_run whole = {.size = buffer->raw.size, .data = buffer->data};

    if (buffer->raw.size > 0 &&
        !add_parts(merge, &whole, 1, buffer->raw.offset, name, trouble))
        return false;
    return add_given(merge, buffer, name, trouble);
}
