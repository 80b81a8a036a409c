/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPIFFS: its pages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/spiffs/spiffs_impl.h"

enum { ERASE_COUNT_END = 2, MAGIC_END = 4 }; /* before the end of the lookup's last page */

void spiffs_work_open(struct spiffs_work *work, const struct image_fsedit *edit,
                      const struct image_fs *fs, struct image_trouble *trouble)
{
    const struct image_spiffs *spiffs = &fs->spiffs;

    *work = (struct spiffs_work){
        .fs = spiffs,
        .data = edit->data,
        .blocks = spiffs->present < spiffs->block_count ? spiffs->present : spiffs->block_count,
        .pages_per_block = spiffs->block_size / spiffs->page_size,
        .trouble = trouble,
    };
}

static enum image_fsedit_result refuse(const struct spiffs_work *work, const char *why)
{
    image_trouble_set(work->trouble, 0, "%s", why);
    return IMAGE_FSEDIT_REFUSED;
}

enum image_fsedit_result spiffs_work_begin(struct spiffs_work *work,
                                           const struct image_fsedit *edit,
                                           const struct image_fs *fs,
                                           struct image_trouble *trouble)
{
    const struct image_fsformat *like = edit->like;

    spiffs_work_open(work, edit, fs, trouble);
    if (work->fs->present < work->fs->block_count)
        return refuse(work, "the image ends before the file system: read the whole partition");
    if (work->fs->magic == IMAGE_SPIFFS_NO_MAGIC) {
        /* Few pages agree with more than one size of a block. */
        if (!like || !like->block_size || !like->page_size)
            return refuse(work, "this SPIFFS has no magic, so the size of its blocks is a guess;"
                                " --fs-like=FIRMWARE tells");
        image_spiffs_set(&work->geometry, edit->data, edit->size, like->page_size,
                         like->block_size);
        work->fs = &work->geometry;
        work->blocks = work->geometry.block_count;
        work->pages_per_block = like->block_size / like->page_size;
    } else if (work->fs->without_magic == 1) {
        /* A mount erases this block. */
        if (spiffs_use_of(work, work->fs->first_without).live > 0 && !edit->force)
            return refuse(work, "a block with files has no magic, so a mount erases the block");
        spiffs_erase_block(work, work->fs->first_without);
    }
    return IMAGE_FSEDIT_DONE;
}

uint8_t *spiffs_page(const struct spiffs_work *work, uint32_t number)
{
    return work->data + (size_t)number * work->fs->page_size;
}

bool spiffs_is_lookup(const struct spiffs_work *work, uint32_t number)
{
    return number % work->pages_per_block < work->fs->lookup_pages;
}

static uint8_t *lookup_of(const struct spiffs_work *work, uint32_t number)
{
    uint32_t block = number / work->pages_per_block;
    uint32_t page = number % work->pages_per_block - work->fs->lookup_pages;

    return work->data + (size_t)block * work->fs->block_size + 2 * (size_t)page;
}

uint16_t spiffs_owner(const struct spiffs_work *work, uint32_t number)
{
    return esp_get16(lookup_of(work, number));
}

uint32_t spiffs_page_count(const struct spiffs_work *work)
{
    return work->blocks * work->pages_per_block;
}

uint32_t spiffs_data_size(const struct spiffs_work *work)
{
    return work->fs->page_size - IMAGE_SPIFFS_PAGE_HEADER;
}

bool spiffs_is_live(const uint8_t *page, bool index)
{
    uint8_t flags = page[IMAGE_SPIFFS_FLAGS_OFFSET];

    return (flags & (IMAGE_SPIFFS_USED | IMAGE_SPIFFS_FINAL)) == 0 && (flags & IMAGE_SPIFFS_GONE) &&
           (index ? !(flags & IMAGE_SPIFFS_IS_INDEX) && (flags & IMAGE_SPIFFS_GOING)
                  : (flags & IMAGE_SPIFFS_IS_INDEX) != 0);
}

struct spiffs_use spiffs_use_of(const struct spiffs_work *work, uint32_t block)
{
    struct spiffs_use use = {0};

    for (uint32_t page = 0; page < work->fs->data_pages; page++) {
        uint16_t owner = image_spiffs_lookup(work->fs, block, page);

        use.free += owner == IMAGE_SPIFFS_FREE;
        use.deleted += owner == IMAGE_SPIFFS_DELETED;
        use.live += owner != IMAGE_SPIFFS_FREE && owner != IMAGE_SPIFFS_DELETED;
    }
    return use;
}

struct spiffs_room spiffs_count(const struct spiffs_work *work)
{
    struct spiffs_room room = {0};

    for (uint32_t block = 0; block < work->blocks; block++) {
        struct spiffs_use use = spiffs_use_of(work, block);

        room.live += use.live;
        room.deleted += use.deleted;
        room.free += use.free;
        room.empty_blocks += use.free == work->fs->data_pages;
    }
    return room;
}

/* Is no page of the block written? */
static bool is_empty(const struct spiffs_work *work, uint32_t block)
{
    for (uint32_t page = 0; page < work->fs->data_pages; page++)
        if (image_spiffs_lookup(work->fs, block, page) != IMAGE_SPIFFS_FREE)
            return false;
    return true;
}

/* The first free page, of a block that is in use if there is one.  A page behind the last one
 * that was written is free. */
static uint32_t find_free(const struct spiffs_work *work)
{
    uint32_t empty = 0;

    for (uint32_t block = 0; block < work->blocks; block++) {
        uint32_t first = block * work->pages_per_block + work->fs->lookup_pages;

        if (is_empty(work, block)) {
            empty = empty ? empty : first;
            continue;
        }
        for (uint32_t page = 0; page < work->fs->data_pages; page++)
            if (image_spiffs_lookup(work->fs, block, page) == IMAGE_SPIFFS_FREE)
                return first + page;
    }
    return empty;
}

uint32_t spiffs_take(const struct spiffs_work *work, uint16_t object, uint16_t span, bool index)
{
    uint32_t number = find_free(work);
    uint8_t *page = spiffs_page(work, number);
    uint8_t zeros = IMAGE_SPIFFS_USED | IMAGE_SPIFFS_FINAL | (index ? IMAGE_SPIFFS_IS_INDEX : 0);
    uint16_t owner = (uint16_t)(object | (index ? IMAGE_SPIFFS_INDEX : 0));

    if (number == 0)
        return 0;
    memset(page, 0xff, work->fs->page_size);
    esp_put16(lookup_of(work, number), owner);
    esp_put16(page, owner);
    esp_put16(page + IMAGE_SPIFFS_SPAN_OFFSET, span);
    page[IMAGE_SPIFFS_FLAGS_OFFSET] = (uint8_t)~zeros;
    return number;
}

void spiffs_delete(const struct spiffs_work *work, uint32_t number)
{
    uint8_t *flags = spiffs_page(work, number) + IMAGE_SPIFFS_FLAGS_OFFSET;

    esp_put16(lookup_of(work, number), IMAGE_SPIFFS_DELETED);
    *flags &= (uint8_t)~(IMAGE_SPIFFS_USED | IMAGE_SPIFFS_GONE);
}

/* ---- erasing ---- */

static uint8_t *lookup_end(const struct spiffs_work *work, uint32_t block)
{
    return work->data + (size_t)block * work->fs->block_size +
           (size_t)work->fs->lookup_pages * work->fs->page_size;
}

/* One more than the count of the block that was erased last; SPIFFS' obj_lu_scan(). */
static uint16_t next_erase_count(const struct spiffs_work *work)
{
    uint16_t least = UINT16_MAX, most = 0;

    for (uint32_t block = 0; block < work->blocks; block++) {
        uint16_t count = esp_get16(lookup_end(work, block) - ERASE_COUNT_END);

        if (count == UINT16_MAX)
            continue;
        least = count < least ? count : least;
        most = count > most ? count : most;
    }
    if (least == UINT16_MAX)
        return 0;
    if (most - least > UINT16_MAX / 2) /* the counts have wrapped around */
        most = least;
    return (uint16_t)(most + 1) == IMAGE_SPIFFS_INDEX ? 0 : (uint16_t)(most + 1);
}

void spiffs_erase_block(const struct spiffs_work *work, uint32_t block)
{
    uint16_t count = next_erase_count(work);

    memset(work->data + (size_t)block * work->fs->block_size, 0xff, work->fs->block_size);
    esp_put16(lookup_end(work, block) - ERASE_COUNT_END, count);
    if (work->fs->magic != IMAGE_SPIFFS_NO_MAGIC)
        esp_put16(lookup_end(work, block) - MAGIC_END, image_spiffs_magic(work->fs, block));
}
