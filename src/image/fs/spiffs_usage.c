/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPIFFS: counts files and used pages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/bytes.h"
#include "image/fs/spiffs.h"

/* Is this page the first of a file's index, which has the file's size and name? */
static bool is_file(const uint8_t *header, uint16_t object)
{
    uint8_t flags = header[IMAGE_SPIFFS_FLAGS_OFFSET];
    uint8_t zeros = IMAGE_SPIFFS_USED | IMAGE_SPIFFS_FINAL | IMAGE_SPIFFS_IS_INDEX;
    uint8_t ones = IMAGE_SPIFFS_GOING | IMAGE_SPIFFS_GONE;

    return (object & IMAGE_SPIFFS_INDEX) && esp_get16(header + IMAGE_SPIFFS_SPAN_OFFSET) == 0 &&
           (flags & zeros) == 0 && (flags & ones) == ones;
}

static void count_page(const struct image_spiffs *spiffs, uint32_t block, uint32_t page,
                       struct image_fs_usage *usage)
{
    uint16_t object = image_spiffs_lookup(spiffs, block, page);
    size_t at = image_spiffs_page(spiffs, block, page);
    const uint8_t *header = spiffs->data + at;

    if (object == IMAGE_SPIFFS_FREE || object == IMAGE_SPIFFS_DELETED)
        return;
    usage->used += spiffs->page_size - IMAGE_SPIFFS_PAGE_HEADER;
    if (esp_get16(header) != object)
        (void)image_fs_damage(usage, at, "the page is of object 0x%04x, but 0x%04x in the lookup",
                              esp_get16(header), object);
    else
        usage->files += is_file(header, object);
}

void image_spiffs_usage(const struct image_spiffs *spiffs, struct image_fs_usage *usage)
{
    uint32_t blocks = spiffs->present < spiffs->block_count ? spiffs->present : spiffs->block_count;

    /* SPIFFS_info(): two blocks are spare, and one page is kept for emergencies. */
    if (spiffs->block_count > 2)
        usage->total = ((uint64_t)(spiffs->block_count - 2) * spiffs->data_pages + 1) *
                       (spiffs->page_size - IMAGE_SPIFFS_PAGE_HEADER);
    for (uint32_t block = 0; block < blocks; block++)
        for (uint32_t page = 0; page < spiffs->data_pages; page++)
            count_page(spiffs, block, page, usage);
}
