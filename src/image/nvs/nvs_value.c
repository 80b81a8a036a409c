/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of an NVS partition: numbers, strings, and blobs that may lie in parts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "image/nvs/nvs.h"

/* The bytes of the value field of a blob's index, nvs_types.hpp. */
enum { INDEX_COUNT = 4, INDEX_START = 5 };
/* Offsets in an entry. */
enum { TYPE = 1, CHUNK = 3 };

/* Finds the part of a blob with this chunk number. */
static bool find_part(const struct image_nvs *nvs, const struct image_nvs_entry *index,
                      uint8_t chunk, struct image_nvs_entry *part)
{
    uint8_t wanted[IMAGE_NVS_ENTRY_SIZE];
    size_t low = 0, high = nvs->item_count;

    memcpy(wanted, index->raw, sizeof(wanted));
    wanted[TYPE] = IMAGE_NVS_BLOB_DATA;
    wanted[CHUNK] = chunk;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (image_nvs_compare(image_nvs_raw(nvs, middle), wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == nvs->item_count || image_nvs_compare(image_nvs_raw(nvs, low), wanted) != 0)
        return false;
    image_nvs_item(nvs, low, part);
    return true;
}

/* Goes through a blob's parts, and copies them to buffer, if it is not NULL.  False if the
 * parts are not exactly "size" bytes with right CRCs. */
static bool gather(const struct image_nvs *nvs, const struct image_nvs_entry *index, uint32_t size,
                   uint8_t *buffer)
{
    const uint8_t *value = index->raw + IMAGE_NVS_VALUE_OFFSET;
    struct image_nvs_entry part;
    uint32_t done = 0;

    for (unsigned i = 0; i < value[INDEX_COUNT]; i++) {
        if (!find_part(nvs, index, (uint8_t)(value[INDEX_START] + i), &part) || part.faults ||
            part.data_size > size - done)
            return false;
        if (buffer)
            memcpy(buffer + done, part.data, part.data_size);
        done += part.data_size;
    }
    return done == size;
}

static void set_number(struct image_nvs_value *value, unsigned size)
{
    const uint8_t *raw = value->entry.raw + IMAGE_NVS_VALUE_OFFSET;
    unsigned unused_bits = 64 - 8 * size;

    for (unsigned i = 0; i < size; i++)
        value->number |= (uint64_t)raw[i] << 8 * i;
    value->signed_number = (int64_t)(value->number << unused_bits) >> unused_bits;
    value->size = size;
    value->complete = true;
}

/* Makes the value of an item.  False if the item is no value: it names a namespace, or is a
 * part of a blob. */
static bool make_value(const struct image_nvs *nvs, size_t item, struct image_nvs_value *value)
{
    struct image_nvs_entry *entry = &value->entry;
    unsigned number_size;

    memset(value, 0, sizeof(*value));
    image_nvs_item(nvs, item, entry);
    if (entry->space == 0 || entry->type == IMAGE_NVS_BLOB_DATA)
        return false;
    value->space = nvs->spaces[entry->space];
    value->space_number = entry->space;
    value->key = entry->key;
    value->type = entry->type;
    number_size = image_nvs_number_size(entry->type);
    if (number_size) {
        set_number(value, number_size);
    } else if (entry->type == IMAGE_NVS_BLOB_INDEX) {
        value->type = IMAGE_NVS_BLOB;
        value->in_parts = true;
        value->size = esp_get32(entry->raw + IMAGE_NVS_VALUE_OFFSET);
        value->complete = gather(nvs, entry, value->size, NULL);
    } else {
        value->size = entry->data_size;
        value->complete = entry->faults == 0;
    }
    return true;
}

void image_nvs_each(const struct image_nvs *nvs, image_nvs_visit *visit, void *context)
{
    struct image_nvs_value value;

    for (size_t i = 0; i < nvs->item_count; i++)
        if (make_value(nvs, i, &value) && !visit(context, &value))
            return;
}

bool image_nvs_copy(const struct image_nvs *nvs, const struct image_nvs_value *value,
                    uint8_t *buffer)
{
    if (!value->complete || image_nvs_number_size(value->type))
        return false;
    if (value->in_parts)
        return gather(nvs, &value->entry, value->size, buffer);
    memcpy(buffer, value->entry.data, value->size);
    return true;
}

void image_nvs_each_part(const struct image_nvs *nvs, const struct image_nvs_value *value,
                         image_nvs_part_visit *visit, void *context)
{
    const uint8_t *index = value->entry.raw + IMAGE_NVS_VALUE_OFFSET;
    struct image_nvs_entry part;

    for (unsigned i = 0; value->complete && value->in_parts && i < index[INDEX_COUNT]; i++)
        if (find_part(nvs, &value->entry, (uint8_t)(index[INDEX_START] + i), &part))
            visit(context, &part);
}
