/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of an NVS partition, and its entries.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/nvs_page.h"

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"

enum { KEY_OFFSET = 8 };

static uint32_t crc(uint32_t start, const uint8_t *data, size_t size)
{
    return (uint32_t)crc32(start, data, (uInt)size);
}

uint32_t image_nvs_crc(const uint8_t *data, size_t size)
{
    return crc(UINT32_MAX, data, size);
}

static enum image_nvs_state state_of(const struct image_nvs_page *page)
{
    if (page->raw_state == IMAGE_NVS_RAW_BLANK)
        return esp_blank(page->data, IMAGE_NVS_PAGE_SIZE) ? IMAGE_NVS_BLANK : IMAGE_NVS_CORRUPT;
    if (page->crc_stored != page->crc_computed)
        return IMAGE_NVS_CORRUPT;
    switch (page->raw_state) {
    case IMAGE_NVS_RAW_ACTIVE:
        return IMAGE_NVS_ACTIVE;
    case IMAGE_NVS_RAW_FULL:
        return IMAGE_NVS_FULL;
    case IMAGE_NVS_RAW_FREEING:
        return IMAGE_NVS_FREEING;
    default:
        return IMAGE_NVS_CORRUPT;
    }
}

unsigned image_nvs_entry_state(const struct image_nvs_page *page, unsigned index)
{
    return page->data[IMAGE_NVS_BITMAP + index / 4] >> index % 4 * 2 & 3;
}

static void count_entries(struct image_nvs_page *page)
{
    for (unsigned i = 0; i < IMAGE_NVS_ENTRIES; i++) {
        unsigned state = image_nvs_entry_state(page, i);

        page->written += state == IMAGE_NVS_ENTRY_WRITTEN;
        page->erased += state == IMAGE_NVS_ENTRY_ERASED;
        page->empty += state == IMAGE_NVS_ENTRY_EMPTY;
    }
    page->illegal = IMAGE_NVS_ENTRIES - page->written - page->erased - page->empty;
}

void image_nvs_page_parse(struct image_nvs_page *page, const uint8_t *data, unsigned number)
{
    *page = (struct image_nvs_page){
        .number = number,
        .data = data,
        .raw_state = esp_get32(data),
        .sequence = esp_get32(data + 4),
        .version = data[8],
        .crc_stored = esp_get32(data + IMAGE_NVS_HEADER_CRC),
        .crc_computed = crc(UINT32_MAX, data + 4, IMAGE_NVS_HEADER_CRC - 4),
    };
    page->state = state_of(page);
    if (page->state != IMAGE_NVS_CORRUPT)
        count_entries(page);
}

const char *image_nvs_state_name(enum image_nvs_state state)
{
    static const char *const names[] = {
        [IMAGE_NVS_BLANK] = "blank",     [IMAGE_NVS_ACTIVE] = "active",
        [IMAGE_NVS_FULL] = "full",       [IMAGE_NVS_FREEING] = "freeing",
        [IMAGE_NVS_CORRUPT] = "corrupt",
    };

    return names[state];
}

const char *image_nvs_type_name(uint8_t type)
{
    static const char *const names[256] = {
        [IMAGE_NVS_U8] = "u8",           [IMAGE_NVS_I8] = "i8",
        [IMAGE_NVS_U16] = "u16",         [IMAGE_NVS_I16] = "i16",
        [IMAGE_NVS_U32] = "u32",         [IMAGE_NVS_I32] = "i32",
        [IMAGE_NVS_U64] = "u64",         [IMAGE_NVS_I64] = "i64",
        [IMAGE_NVS_FLOAT] = "float",     [IMAGE_NVS_DOUBLE] = "double",
        [IMAGE_NVS_STRING] = "str",      [IMAGE_NVS_BLOB] = "blob",
        [IMAGE_NVS_BLOB_DATA] = "blob-data", [IMAGE_NVS_BLOB_INDEX] = "blob-index",
    };

    return names[type];
}

bool image_nvs_has_data(uint8_t type)
{
    return type == IMAGE_NVS_STRING || type == IMAGE_NVS_BLOB || type == IMAGE_NVS_BLOB_DATA;
}

unsigned image_nvs_number_size(uint8_t type)
{
    bool other = image_nvs_has_data(type) || type == IMAGE_NVS_BLOB_INDEX;

    /* The low four bits of a number's type are its size. */
    return other || !image_nvs_type_name(type) ? 0 : type & 0xf;
}

uint32_t image_nvs_entry_crc(const uint8_t *raw)
{
    return crc(crc(UINT32_MAX, raw, 4), raw + KEY_OFFSET, IMAGE_NVS_ENTRY_SIZE - KEY_OFFSET);
}

/* Are all entries of the span in the bitmap's state for written ones? */
static bool finished(const struct image_nvs_entry *entry)
{
    for (unsigned i = 1; i < entry->span; i++)
        if (image_nvs_entry_state(entry->page, entry->index + i) != IMAGE_NVS_ENTRY_WRITTEN)
            return false;
    return true;
}

/* Looks at the data behind an entry.  checkHeaderConsistency() has the same rules. */
static void parse_data(struct image_nvs_entry *entry)
{
    const uint8_t *value = entry->raw + IMAGE_NVS_VALUE_OFFSET;
    unsigned wanted;

    entry->data_size = esp_get16(value);
    wanted = 1 + (entry->data_size + IMAGE_NVS_ENTRY_SIZE - 1) / IMAGE_NVS_ENTRY_SIZE;
    if (entry->span != wanted || entry->index + entry->span > IMAGE_NVS_ENTRIES) {
        entry->faults |= IMAGE_NVS_BAD_SPAN;
        return;
    }
    if (!finished(entry))
        entry->faults |= IMAGE_NVS_UNFINISHED;
    entry->data = entry->raw + IMAGE_NVS_ENTRY_SIZE;
    entry->data_crc_stored = esp_get32(value + 4);
    entry->data_crc_computed = crc(UINT32_MAX, entry->data, entry->data_size);
    if (entry->data_crc_stored != entry->data_crc_computed)
        entry->faults |= IMAGE_NVS_BAD_DATA_CRC;
}

void image_nvs_entry_parse(struct image_nvs_entry *entry, const struct image_nvs_page *page,
                           unsigned index)
{
    const uint8_t *raw = page->data + IMAGE_NVS_FIRST_ENTRY + (size_t)index * IMAGE_NVS_ENTRY_SIZE;

    *entry = (struct image_nvs_entry){
        .page = page,
        .index = index,
        .raw = raw,
        .space = raw[0],
        .type = raw[1],
        .span = raw[2],
        .chunk = raw[3],
        .crc_stored = esp_get32(raw + 4),
        .crc_computed = image_nvs_entry_crc(raw),
    };
    memcpy(entry->key, raw + KEY_OFFSET, IMAGE_NVS_KEY_MAX);
    if (entry->crc_stored != entry->crc_computed)
        entry->faults |= IMAGE_NVS_BAD_CRC;
    if ((entry->type == IMAGE_NVS_BLOB_INDEX && entry->chunk != IMAGE_NVS_WHOLE) ||
        (entry->type == IMAGE_NVS_BLOB_DATA && entry->chunk == IMAGE_NVS_WHOLE))
        entry->faults |= IMAGE_NVS_BAD_CHUNK;
    if (!image_nvs_type_name(entry->type))
        entry->faults |= IMAGE_NVS_BAD_TYPE;
    else if (image_nvs_has_data(entry->type))
        parse_data(entry);
    else if (entry->span != 1)
        entry->faults |= IMAGE_NVS_BAD_SPAN;
}

bool image_nvs_next(const struct image_nvs_page *page, unsigned *index,
                    struct image_nvs_entry *entry)
{
    if (page->state == IMAGE_NVS_BLANK || page->state == IMAGE_NVS_CORRUPT)
        return false;
    while (*index < IMAGE_NVS_ENTRIES && image_nvs_entry_state(page, *index) != IMAGE_NVS_ENTRY_WRITTEN)
        (*index)++;
    if (*index >= IMAGE_NVS_ENTRIES)
        return false;
    image_nvs_entry_parse(entry, page, *index);
    /* NVS steps over a span only if the entry is consistent. */
    *index += entry->faults & IMAGE_NVS_INCONSISTENT ? 1 : entry->span;
    return true;
}
