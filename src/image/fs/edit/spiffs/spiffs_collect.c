/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPIFFS: makes room by erasing blocks with deleted pages.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * SPIFFS appends pages until few are free, and then moves what is live out of a block and
 * erases the block.  Two blocks must stay empty for that.
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/spiffs/spiffs_impl.h"

enum { EMPTY_BLOCKS = 2 }; /* spiffs_obj_lu_find_free() and spiffs_gc_check() */

/* Replaces a data page's number in the index page that names it. */
static void renumber(const struct spiffs_work *work, uint16_t object, uint32_t old, uint32_t new)
{
    for (uint32_t number = 0; number < spiffs_page_count(work); number++) {
        uint8_t *page = spiffs_page(work, number);
        uint32_t first;

        if (spiffs_is_lookup(work, number) ||
            spiffs_owner(work, number) != (object | IMAGE_SPIFFS_INDEX) || !spiffs_is_live(page, true))
            continue;
        first = esp_get16(page + IMAGE_SPIFFS_SPAN_OFFSET) == 0 ? work->first_numbers : SPIFFS_NUMBERS;
        for (uint32_t at = first; at + 2 <= work->fs->page_size; at += 2)
            if (esp_get16(page + at) == old)
                esp_put16(page + at, (uint16_t)new);
    }
}

static bool move(const struct spiffs_work *work, uint32_t number)
{
    uint8_t *page = spiffs_page(work, number);
    uint16_t owner = spiffs_owner(work, number);
    bool index = owner & IMAGE_SPIFFS_INDEX;
    uint16_t object = owner & (uint16_t)~IMAGE_SPIFFS_INDEX;
    uint32_t target = spiffs_take(work, object, esp_get16(page + IMAGE_SPIFFS_SPAN_OFFSET), index);

    if (target == 0)
        return false;
    memcpy(spiffs_page(work, target), page, work->fs->page_size);
    spiffs_delete(work, number);
    if (!index)
        renumber(work, object, number, target);
    return true;
}

/* The block with most deleted pages, and fewest live ones among those; false: none has any. */
static bool find_block(const struct spiffs_work *work, uint32_t *best)
{
    struct spiffs_use most = {0};

    for (uint32_t block = 0; block < work->blocks; block++) {
        struct spiffs_use use = spiffs_use_of(work, block);

        if (use.deleted < most.deleted || use.deleted == 0 ||
            (use.deleted == most.deleted && use.live >= most.live))
            continue;
        most = use;
        *best = block;
    }
    return most.deleted > 0;
}

/* The block's free pages are not for its own live pages, so they count as deleted first. */
static bool clean(const struct spiffs_work *work, uint32_t block)
{
    uint32_t first = block * work->pages_per_block + work->fs->lookup_pages;

    for (uint32_t page = 0; page < work->fs->data_pages; page++)
        if (spiffs_owner(work, first + page) == IMAGE_SPIFFS_FREE)
            spiffs_delete(work, first + page);
    for (uint32_t page = 0; page < work->fs->data_pages; page++)
        if (spiffs_owner(work, first + page) != IMAGE_SPIFFS_DELETED && !move(work, first + page))
            return false;
    spiffs_erase_block(work, block);
    return true;
}

static bool is_enough(const struct spiffs_work *work, uint32_t wanted)
{
    struct spiffs_room room = spiffs_count(work);
    uint32_t reserve = EMPTY_BLOCKS * work->fs->data_pages;

    return room.empty_blocks >= EMPTY_BLOCKS && room.free >= reserve && room.free - reserve >= wanted;
}

bool spiffs_collect(const struct spiffs_work *work, uint32_t wanted)
{
    uint32_t block = 0;

    /* Each round takes the deleted pages of a block away, so there are at most so many. */
    for (uint32_t round = 0; round <= 2 * work->blocks; round++) {
        if (is_enough(work, wanted))
            return true;
        if (!find_block(work, &block) || !clean(work, block))
            return false;
    }
    return false;
}
