/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image as cells of equal size.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/map/image_map.h"

#include <stdlib.h>
#include <string.h>

#include "image/bytescan.h"
#include "image/survey/image_cover.h"

/* Programs have data at these addresses.  Sources: the memory maps in the technical reference
 * manuals; chips with one address space for code and data begin it above. */
enum { DATA_FIRST = 0x3c000000, DATA_LAST = 0x3fffffff };

const char *image_cell_kind_name(enum image_cell_kind kind)
{
    static const char *const names[IMAGE_CELL_KINDS] = {
        [IMAGE_CELL_BLANK] = "blank", [IMAGE_CELL_ZERO] = "zeros",
        [IMAGE_CELL_CODE] = "code",   [IMAGE_CELL_DATA] = "data",
        [IMAGE_CELL_FILES] = "file system", [IMAGE_CELL_OTHER] = "other",
    };

    return names[kind];
}

enum image_cell_kind image_cell_kind_of(enum image_part_kind kind)
{
    switch (kind) {
    case IMAGE_PART_BOOTLOADER:
    case IMAGE_PART_APPLICATION:
        return IMAGE_CELL_CODE;
    case IMAGE_PART_FILE_SYSTEM:
        return IMAGE_CELL_FILES;
    case IMAGE_PART_BLANK:
        return IMAGE_CELL_BLANK;
    default:
        return IMAGE_CELL_DATA;
    }
}

/* The bytes up to "end" are of this kind, unless they are blank or zeros. */
struct claim {
    uint32_t end;
    enum image_cell_kind kind;
};

struct claims {
    struct claim *claims;
    size_t count, room;
    uint32_t end; /* of the last one */
    bool out_of_memory;
};

static void claim(struct claims *claims, uint32_t end, enum image_cell_kind kind)
{
    if (end <= claims->end || claims->out_of_memory)
        return;
    if (claims->count == claims->room) {
        size_t room = claims->room ? 2 * claims->room : 64;
        struct claim *more = realloc(claims->claims, room * sizeof(*more));

        if (!more) {
            claims->out_of_memory = true;
            return;
        }
        claims->claims = more;
        claims->room = room;
    }
    claims->claims[claims->count++] = (struct claim){.end = end, .kind = kind};
    claims->end = end;
}

static uint32_t least(uint64_t one, uint32_t other)
{
    return one < other ? (uint32_t)one : other;
}

/* A segment of a program.  The survey has address, offset and size in this order. */
struct segment {
    uint64_t address, offset, size;
};

static void claim_segment(struct claims *claims, const struct segment *segment, uint32_t end)
{
    bool data = segment->address >= DATA_FIRST && segment->address <= DATA_LAST;

    if (segment->offset >= end)
        return;
    claim(claims, (uint32_t)segment->offset, IMAGE_CELL_CODE);
    if (segment->offset + segment->size > claims->end)
        claim(claims, least(segment->offset + segment->size, end),
              data ? IMAGE_CELL_DATA : IMAGE_CELL_CODE);
}

/* Headers and sums, which lie between the segments, are taken for code. */
static void claim_program(struct claims *claims, const struct image_cover_span *span)
{
    const struct image_part *part = span->part;
    uint32_t end = part->used ? least((uint64_t)part->offset + part->used, span->end) : span->end;
    struct segment segment = {0};

    for (size_t i = 0; i < part->fact_count; i++) {
        const struct image_fact *fact = &part->facts[i];

        if (!fact->list || strcmp(fact->list, "segment") != 0)
            continue;
        if (strcmp(fact->key, "address") == 0)
            segment.address = fact->number;
        else if (strcmp(fact->key, "offset") == 0)
            segment.offset = fact->number;
        else if (strcmp(fact->key, "size") == 0) {
            segment.size = fact->number;
            claim_segment(claims, &segment, end);
        }
    }
    claim(claims, end, IMAGE_CELL_CODE);
    claim(claims, span->end, IMAGE_CELL_OTHER);
}

static void claim_span(struct claims *claims, const struct image_cover_span *span)
{
    enum image_cell_kind kind = span->part ? image_cell_kind_of(span->part->kind)
                                           : IMAGE_CELL_OTHER;

    if (kind == IMAGE_CELL_CODE)
        claim_program(claims, span);
    else /* what should be blank and is not belongs to no part */
        claim(claims, span->end, kind == IMAGE_CELL_BLANK ? IMAGE_CELL_OTHER : kind);
}

static bool make_claims(struct claims *claims, const struct image_survey *survey)
{
    struct image_cover cover;

    *claims = (struct claims){0};
    if (!image_cover_make(&cover, survey, (uint32_t)survey->size))
        return false;
    for (size_t i = 0; i < cover.count; i++)
        claim_span(claims, &cover.spans[i]);
    image_cover_free(&cover);
    return !claims->out_of_memory;
}

static enum image_cell_kind kind_of(const uint8_t *data, size_t size, enum image_cell_kind claimed)
{
    if (bytescan_is_filled(data, size, 0xff))
        return IMAGE_CELL_BLANK;
    return bytescan_is_filled(data, size, 0) ? IMAGE_CELL_ZERO : claimed;
}

/* Zeros and blank bytes count only where there is nothing else. */
static enum image_cell_kind heaviest(const uint32_t *bytes)
{
    enum image_cell_kind best = IMAGE_CELL_CODE;

    for (enum image_cell_kind kind = IMAGE_CELL_CODE; kind < IMAGE_CELL_KINDS; kind++)
        if (bytes[kind] > bytes[best])
            best = kind;
    if (bytes[best] > 0)
        return best;
    return bytes[IMAGE_CELL_ZERO] > 0 ? IMAGE_CELL_ZERO : IMAGE_CELL_BLANK;
}

static bool is_changed(const uint8_t *data, uint32_t first, uint32_t end,
                       const struct image_base *base)
{
    uint32_t common = base->size < end ? (uint32_t)base->size : end;

    if (!base->data)
        return false;
    if (common < first)
        common = first;
    return memcmp(data + first, base->data + (common > first ? first : 0), common - first) != 0 ||
           !bytescan_is_filled(data + common, end - common, 0xff);
}

bool image_map_fill(struct image_cell *cells, size_t count, uint32_t cell_size,
                    const struct image_survey *survey, const struct image_base *base)
{
    struct claims claims;
    const struct claim *next;
    bool made = make_claims(&claims, survey);
    uint32_t at = 0;

    next = claims.claims;
    for (size_t i = 0; made && i < count; i++) {
        uint32_t first = at, end = least((uint64_t)at + cell_size, (uint32_t)survey->size);
        uint32_t bytes[IMAGE_CELL_KINDS] = {0};

        while (at < end) {
            uint32_t stop = least(next->end, end);

            bytes[kind_of(survey->data + at, stop - at, next->kind)] += stop - at;
            at = stop;
            if (at == next->end)
                next++;
        }
        cells[i] = (struct image_cell){
            .kind = heaviest(bytes),
            .changed = is_changed(survey->data, first, end, base),
        };
    }
    free(claims.claims);
    return made;
}

void image_grid_make(struct image_grid *grid, uint32_t size, unsigned columns, size_t max_rows)
{
    uint32_t cell = 16; /* a line of a hex dump */

    while ((uint64_t)cell * columns * max_rows < size)
        cell *= 2;
    *grid = (struct image_grid){
        .columns = columns,
        .cell_size = cell,
        .row_size = cell * columns,
        .cells = ((size_t)size + cell - 1) / cell,
    };
    grid->rows = (grid->cells + columns - 1) / columns;
}
