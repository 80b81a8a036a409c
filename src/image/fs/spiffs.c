/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPIFFS: finds its geometry.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/spiffs.h"

#include "base/bytes.h"

enum { MAGIC = 0x0529 }; /* the low 16 bits of 0x20140529, SPIFFS_MAGIC */

void image_spiffs_set(struct image_spiffs *spiffs, const uint8_t *data, size_t size,
                      uint32_t page_size, uint32_t block_size)
{
    uint32_t pages = block_size / page_size;
    size_t present = size / block_size;

    *spiffs = (struct image_spiffs){.data = data, .page_size = page_size, .block_size = block_size};
    /* SPIFFS_OBJ_LOOKUP_PAGES */
    spiffs->lookup_pages = pages * 2 / page_size;
    if (spiffs->lookup_pages == 0)
        spiffs->lookup_pages = 1;
    spiffs->data_pages = pages - spiffs->lookup_pages;
    /* Numbers of pages have 16 bits. */
    if (present > UINT16_MAX / pages + 1)
        present = UINT16_MAX / pages + 1;
    spiffs->present = (uint32_t)present;
    spiffs->block_count = spiffs->present;
}

uint16_t image_spiffs_lookup(const struct image_spiffs *spiffs, uint32_t block, uint32_t page)
{
    return esp_get16(spiffs->data + (size_t)block * spiffs->block_size + 2 * (size_t)page);
}

size_t image_spiffs_page(const struct image_spiffs *spiffs, uint32_t block, uint32_t page)
{
    return (size_t)block * spiffs->block_size +
           ((size_t)spiffs->lookup_pages + page) * spiffs->page_size;
}

static uint16_t magic_of(const struct image_spiffs *spiffs, uint32_t block)
{
    return esp_get16(spiffs->data + (size_t)block * spiffs->block_size +
                     (size_t)spiffs->lookup_pages * spiffs->page_size - 4);
}

uint16_t image_spiffs_magic(const struct image_spiffs *spiffs, uint32_t block)
{
    uint32_t magic = MAGIC ^ spiffs->page_size;

    if (spiffs->magic == IMAGE_SPIFFS_MAGIC_LENGTH)
        magic ^= spiffs->block_count - block;
    return (uint16_t)magic;
}

/* Counts the blocks without the magic.  True if most have it. */
static bool has_magic(struct image_spiffs *spiffs)
{
    uint32_t blocks = spiffs->present < spiffs->block_count ? spiffs->present : spiffs->block_count;

    spiffs->without_magic = 0;
    for (uint32_t i = 0; i < blocks; i++)
        if (magic_of(spiffs, i) != image_spiffs_magic(spiffs, i) && spiffs->without_magic++ == 0)
            spiffs->first_without = i;
    /* One block's magic fits any number of blocks. */
    return blocks - spiffs->without_magic > blocks / 2 && blocks - spiffs->without_magic >= 2;
}

static bool try_magic(struct image_spiffs *spiffs)
{
    spiffs->magic = IMAGE_SPIFFS_MAGIC;
    if (has_magic(spiffs))
        return true;
    spiffs->magic = IMAGE_SPIFFS_MAGIC_LENGTH;
    if (has_magic(spiffs)) /* it fills the room */
        return true;
    spiffs->block_count = (uint16_t)(magic_of(spiffs, 0) ^ MAGIC ^ spiffs->page_size);
    if (has_magic(spiffs))
        return true;
    spiffs->block_count = spiffs->present;
    spiffs->magic = IMAGE_SPIFFS_NO_MAGIC;
    spiffs->without_magic = 0;
    return false;
}

/* How many pages' headers agree with the lookup; 0 if too many disagree. */
static uint32_t agreement(const struct image_spiffs *spiffs)
{
    uint32_t right = 0, wrong = 0;

    for (uint32_t block = 0; block < spiffs->present; block++)
        for (uint32_t page = 0; page < spiffs->data_pages; page++) {
            uint16_t object = image_spiffs_lookup(spiffs, block, page);
            size_t at = image_spiffs_page(spiffs, block, page);

            if (object == IMAGE_SPIFFS_FREE || object == IMAGE_SPIFFS_DELETED)
                continue;
            if (esp_get16(spiffs->data + at) == object)
                right++;
            else
                wrong++;
        }
    /* By chance, one page in 65536 agrees. */
    return right >= 2 && wrong <= right / 8 ? right : 0;
}

static const uint32_t page_sizes[] = {256, 512, 1024, 128};
static const uint32_t block_sizes[] = {4096, 8192, 16384, 32768, 65536};

enum {
    PAGE_SIZES = sizeof(page_sizes) / sizeof(page_sizes[0]),
    BLOCK_SIZES = sizeof(block_sizes) / sizeof(block_sizes[0]),
};

bool image_spiffs_find(struct image_spiffs *spiffs, const uint8_t *data, size_t size)
{
    struct image_spiffs best;
    uint32_t best_agreement = 0;

    /* The smallest block size that fits is right: every second block of a file system with
     * smaller blocks looks like one with larger blocks. */
    for (unsigned i = 0; i < PAGE_SIZES * BLOCK_SIZES; i++) {
        image_spiffs_set(spiffs, data, size, page_sizes[i / BLOCK_SIZES], block_sizes[i % BLOCK_SIZES]);
        if (spiffs->present >= 2 && try_magic(spiffs))
            return true;
    }
    for (unsigned i = 0; i < PAGE_SIZES * BLOCK_SIZES; i++) {
        uint32_t agrees;

        image_spiffs_set(spiffs, data, size, page_sizes[i / BLOCK_SIZES], block_sizes[i % BLOCK_SIZES]);
        agrees = agreement(spiffs);
        if (agrees > best_agreement) {
            best = *spiffs;
            best_agreement = agrees;
        }
    }
    if (best_agreement)
        *spiffs = best;
    return best_agreement > 0;
}
