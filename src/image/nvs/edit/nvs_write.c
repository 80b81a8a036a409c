/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes values into an NVS partition, and erases them.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Page::writeItem(), Storage::writeItem(), Storage::writeMultiPageBlob(),
 * Storage::eraseMultiPageBlob(), Storage::createOrOpenNamespace() of ESP-IDF's nvs_flash.
 */
#include <string.h>

#include "base/bytes.h"
#include "image/nvs/edit/nvs_store.h"

enum { INDEX_COUNT = 4, INDEX_START = 5 }; /* in the value of an index, nvs_types.hpp */

/* An entry that is to be written. */
struct item {
    uint8_t space, type, chunk;
    const char *key;
    const uint8_t *data;
    size_t size;
};

static unsigned current_page(const struct image_nvs_store *store)
{
    return store->order[store->order_count - 1];
}

/* The entries of the current page that can be written. */
static unsigned room(const struct image_nvs_store *store)
{
    const struct image_nvs_slot *slot = &store->slots[current_page(store)];

    return slot->view.state == IMAGE_NVS_ACTIVE ? IMAGE_NVS_ENTRIES - slot->next_free : 0;
}

/* Bytes of data that fit behind one more entry. */
static size_t data_room(const struct image_nvs_store *store)
{
    unsigned entries = room(store);

    return entries > 1 ? (size_t)(entries - 1) * IMAGE_NVS_ENTRY_SIZE : 0;
}

static unsigned span_of(const struct item *item)
{
    if (!image_nvs_has_data(item->type))
        return 1;
    return 1 + (unsigned)((item->size + IMAGE_NVS_ENTRY_SIZE - 1) / IMAGE_NVS_ENTRY_SIZE);
}

/* Writes an entry and its data into the current page, which has room. */
static struct image_nvs_spot put(struct image_nvs_store *store, const struct item *item)
{
    struct image_nvs_spot spot = {current_page(store), store->slots[current_page(store)].next_free};
    uint8_t raw[IMAGE_NVS_ENTRY_SIZE] = {item->space, item->type, (uint8_t)span_of(item), item->chunk};
    uint8_t *value = raw + IMAGE_NVS_VALUE_OFFSET;

    memcpy(raw + 8, item->key, strlen(item->key));
    memset(value, 0xff, 8);
    if (image_nvs_has_data(item->type)) {
        esp_put16(value, (uint16_t)item->size);
        esp_put32(value + 4, image_nvs_crc(item->data, item->size));
    } else {
        memcpy(value, item->data, item->size);
    }
    esp_put32(raw + 4, image_nvs_entry_crc(raw));
    image_nvs_put_entry(store, spot.page, raw);
    if (image_nvs_has_data(item->type))
        image_nvs_put_data(store, spot.page, item->data, item->size);
    return spot;
}

static enum esp_edit_result refuse_full(struct image_nvs_store *store)
{
    image_trouble_set(store->trouble, 0, "the NVS partition is full");
    return ESP_EDIT_REFUSED;
}

/* Writes an entry into the current page or the next one. */
static enum esp_edit_result put_somewhere(struct image_nvs_store *store, const struct item *item,
                                          struct image_nvs_spot *spot)
{
    enum esp_edit_result result = ESP_EDIT_DONE;

    if (room(store) < span_of(item))
        result = image_nvs_next_page(store);
    if (result != ESP_EDIT_DONE)
        return result;
    if (room(store) < span_of(item))
        return refuse_full(store);
    *spot = put(store, item);
    return ESP_EDIT_DONE;
}

/* ---- blobs of version 2 ---- */

/* Goes to the next page before the first part if the current one has little room. */
static enum esp_edit_result make_room(struct image_nvs_store *store, size_t size)
{
    size_t before = data_room(store);
    enum esp_edit_result result;

    if ((before >= size && before > 0) || before >= IMAGE_NVS_CHUNK_MAX / 10)
        return ESP_EDIT_DONE;
    result = image_nvs_next_page(store);
    if (result == ESP_EDIT_DONE && data_room(store) == before)
        return refuse_full(store);
    return result;
}

/* Writes the parts.  Afterwards the current page has room for the index. */
static enum esp_edit_result put_parts(struct image_nvs_store *store, struct item *part,
                                      const struct image_nvs_bytes *value, unsigned *count)
{
    enum esp_edit_result result = make_room(store, value->size);
    size_t done = 0;

    for (*count = 0; result == ESP_EDIT_DONE; (*count)++, part->chunk++) {
        size_t most = data_room(store);

        if (*count > 0 && done == value->size)
            return ESP_EDIT_DONE;
        if (*count == IMAGE_NVS_CHUNKS_MAX || most == 0)
            return refuse_full(store);
        part->data = value->data + done;
        part->size = value->size - done < most ? value->size - done : most;
        put(store, part);
        done += part->size;
        if (done < value->size || room(store) == 0)
            result = image_nvs_next_page(store);
        if (result == ESP_EDIT_DONE && room(store) == 0)
            result = refuse_full(store);
    }
    return result;
}

static uint8_t next_generation(const struct image_nvs_store *store, uint8_t space, const char *key)
{
    struct image_nvs_wanted wanted = {.space = space, .key = key, .type = IMAGE_NVS_BLOB_INDEX};
    struct image_nvs_spot spot;
    struct image_nvs_entry entry;

    if (!image_nvs_find(store, &wanted, &spot, &entry))
        return 0;
    return entry.raw[IMAGE_NVS_VALUE_OFFSET + INDEX_START] ? 0 : IMAGE_NVS_GENERATION;
}

static enum esp_edit_result put_blob(struct image_nvs_store *store, uint8_t space,
                                     const char *key, const struct image_nvs_bytes *value,
                                     struct image_nvs_spot *spot)
{
    uint8_t first = next_generation(store, space, key), index[8];
    struct item part = {.space = space, .type = IMAGE_NVS_BLOB_DATA, .chunk = first, .key = key};
    struct item item = {.space = space, .type = IMAGE_NVS_BLOB_INDEX, .chunk = IMAGE_NVS_WHOLE,
                        .key = key, .data = index, .size = sizeof(index)};
    unsigned count = 0;
    enum esp_edit_result result = put_parts(store, &part, value, &count);

    if (result != ESP_EDIT_DONE)
        return result;
    memset(index, 0xff, sizeof(index));
    esp_put32(index, (uint32_t)value->size);
    index[INDEX_COUNT] = (uint8_t)count;
    index[INDEX_START] = first;
    *spot = put(store, &item);
    return ESP_EDIT_DONE;
}

/* ---- erasing ---- */

/* Erases parts of blobs whose chunks are not in the range. */
static void erase_chunks(struct image_nvs_store *store, uint8_t space, const char *key,
                         unsigned keep_first, unsigned keep_count)
{
    struct image_nvs_entry entry;

    for (unsigned i = 0; i < store->order_count; i++) {
        unsigned page = store->order[i];

        for (unsigned at = 0; image_nvs_next(&store->slots[page].view, &at, &entry);) {
            if (entry.space != space || entry.type != IMAGE_NVS_BLOB_DATA ||
                strcmp(entry.key, key) != 0 ||
                (entry.chunk >= keep_first && entry.chunk < keep_first + keep_count))
                continue;
            image_nvs_erase_range(store, page, entry.index, entry.index + entry.span);
        }
    }
}

/* Erases all entries of a key except one and except parts of blobs.  True if there were
 * any. */
static bool erase_wholes(struct image_nvs_store *store, uint8_t space, const char *key,
                         const struct image_nvs_spot *kept)
{
    struct image_nvs_entry entry;
    bool any = false;

    for (unsigned i = 0; i < store->order_count; i++) {
        unsigned page = store->order[i];

        for (unsigned at = 0; image_nvs_next(&store->slots[page].view, &at, &entry);) {
            if (entry.space != space || entry.type == IMAGE_NVS_BLOB_DATA ||
                strcmp(entry.key, key) != 0 ||
                (kept && kept->page == page && kept->index == entry.index))
                continue;
            image_nvs_erase_range(store, page, entry.index, entry.index + entry.span);
            any = true;
        }
    }
    return any;
}

/* The same, and then erases the parts of blobs that the kept entry is not the index of. */
static bool erase_others(struct image_nvs_store *store, uint8_t space, const char *key,
                         const struct image_nvs_spot *kept)
{
    bool any = erase_wholes(store, space, key, kept);
    unsigned first = 0, count = 0;
    struct image_nvs_entry entry;

    if (kept) {
        image_nvs_entry_parse(&entry, &store->slots[kept->page].view, kept->index);
        if (entry.type == IMAGE_NVS_BLOB_INDEX) {
            first = entry.raw[IMAGE_NVS_VALUE_OFFSET + INDEX_START];
            count = entry.raw[IMAGE_NVS_VALUE_OFFSET + INDEX_COUNT];
        }
    }
    erase_chunks(store, space, key, first, count);
    return any;
}

/* ---- namespaces ---- */

static bool find_space(const struct image_nvs_store *store, const char *name, uint8_t *number)
{
    struct image_nvs_wanted wanted = {.space = 0, .key = name, .type = IMAGE_NVS_U8};
    struct image_nvs_spot spot;
    struct image_nvs_entry entry;

    if (!image_nvs_find(store, &wanted, &spot, &entry))
        return false;
    *number = entry.raw[IMAGE_NVS_VALUE_OFFSET];
    return *number > 0;
}

static void list_numbers(const struct image_nvs_store *store, bool taken[256])
{
    struct image_nvs_entry entry;

    for (unsigned i = 0; i < store->order_count; i++) {
        for (unsigned at = 0; image_nvs_next(&store->slots[store->order[i]].view, &at, &entry);) {
            if (entry.space == 0 && entry.type == IMAGE_NVS_U8)
                taken[entry.raw[IMAGE_NVS_VALUE_OFFSET]] = true;
        }
    }
}

/* The library takes the first number that no namespace has. */
static enum esp_edit_result make_space(struct image_nvs_store *store, const char *name,
                                       uint8_t *number)
{
    bool taken[256] = {true};
    struct image_nvs_spot spot;
    struct item item = {.space = 0, .type = IMAGE_NVS_U8, .chunk = IMAGE_NVS_WHOLE, .key = name,
                        .data = number, .size = 1};
    unsigned free_number = 1;

    list_numbers(store, taken);
    while (free_number <= IMAGE_NVS_SPACES_MAX && taken[free_number])
        free_number++;
    if (free_number > IMAGE_NVS_SPACES_MAX) {
        image_trouble_set(store->trouble, 0, "all %d namespaces of NVS are in use",
                          IMAGE_NVS_SPACES_MAX);
        return ESP_EDIT_REFUSED;
    }
    *number = (uint8_t)free_number;
    return put_somewhere(store, &item, &spot);
}

/* ---- values ---- */

enum esp_edit_result image_nvs_store_set(struct image_nvs_store *store, const char *space,
                                         const char *key, const struct image_nvs_bytes *value,
                                         struct image_trouble *trouble)
{
    uint8_t number = 0;
    struct image_nvs_spot spot;
    enum esp_edit_result result = ESP_EDIT_DONE;

    store->trouble = trouble;
    if (!find_space(store, space, &number))
        result = make_space(store, space, &number);
    if (result == ESP_EDIT_DONE && value->type == IMAGE_NVS_BLOB && !store->old) {
        result = put_blob(store, number, key, value, &spot);
    } else if (result == ESP_EDIT_DONE) {
        struct item item = {.space = number, .type = value->type, .chunk = IMAGE_NVS_WHOLE,
                            .key = key, .data = value->data, .size = value->size};

        result = put_somewhere(store, &item, &spot);
    }
    if (result == ESP_EDIT_DONE)
        erase_others(store, number, key, &spot);
    return result;
}

enum esp_edit_result image_nvs_store_delete(struct image_nvs_store *store, const char *space,
                                            const char *key, struct image_trouble *trouble)
{
    uint8_t number;

    store->trouble = trouble;
    if (find_space(store, space, &number) && erase_others(store, number, key, NULL))
        return ESP_EDIT_DONE;
    image_trouble_set(trouble, 0, "there is no such key in NVS");
    return ESP_EDIT_ABSENT;
}
