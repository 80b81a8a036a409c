/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overwrites what is left of old values in NVS, and bytes within values.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_purge.h"

#include <string.h>

#include "base/bytes.h"

struct purge {
    struct image_nvs_store store;
    bool named[256]; /* namespaces */
    image_nvs_overwrite *overwrite;
    void *context;
    unsigned count;
};

static void list_names(struct purge *purge)
{
    const struct image_nvs_store *store = &purge->store;
    struct image_nvs_entry entry;

    purge->named[0] = true;
    for (unsigned i = 0; i < store->order_count; i++)
        for (unsigned at = 0; image_nvs_next(&store->slots[store->order[i]].view, &at, &entry);)
            if (entry.space == 0 && entry.type == IMAGE_NVS_U8)
                purge->named[entry.raw[IMAGE_NVS_VALUE_OFFSET]] = true;
}

/* The length of the key stays, so the key may be compared in a copy. */
static bool must_go(const struct purge *purge, const struct image_nvs_entry *entry)
{
    uint8_t key[IMAGE_NVS_KEY_MAX + 1];

    if (!purge->named[entry->space])
        return true;
    memcpy(key, entry->key, sizeof(key));
    return entry->space != 0 && purge->overwrite(purge->context, key, strlen(entry->key)) > 0;
}

static void change_data(struct purge *purge, uint8_t *page, const struct image_nvs_entry *entry)
{
    uint8_t *raw = page + IMAGE_NVS_FIRST_ENTRY + (size_t)entry->index * IMAGE_NVS_ENTRY_SIZE;
    uint8_t *data = raw + IMAGE_NVS_ENTRY_SIZE, *value = raw + IMAGE_NVS_VALUE_OFFSET;
    size_t size = esp_get16(value), room = (size_t)(entry->span - 1) * IMAGE_NVS_ENTRY_SIZE;

    if (!image_nvs_has_data(entry->type) || size > room)
        return;
    if (esp_get32(value + 4) != image_nvs_crc(data, size)) {
        memset(data, 0, room); /* a value that cannot be read: the CRC stays wrong */
        return;
    }
    if (purge->overwrite(purge->context, data, size) == 0)
        return;
    esp_put32(value + 4, image_nvs_crc(data, size));
    esp_put32(raw + 4, image_nvs_entry_crc(raw));
    purge->count++;
}

static void purge_entries(struct purge *purge, unsigned page)
{
    struct image_nvs_slot *slot = &purge->store.slots[page];
    struct image_nvs_entry entry;

    for (unsigned at = 0; image_nvs_next(&slot->view, &at, &entry);) {
        if (must_go(purge, &entry))
            image_nvs_erase_range(&purge->store, page, entry.index, entry.index + entry.span);
        else
            change_data(purge, slot->data, &entry);
    }
}

static void blank_rest(struct purge *purge, unsigned page)
{
    struct image_nvs_slot *slot = &purge->store.slots[page];

    for (unsigned i = 0; i < IMAGE_NVS_ENTRIES; i++) {
        unsigned state = image_nvs_entry_state(&slot->view, i);

        if (state != IMAGE_NVS_ENTRY_WRITTEN)
            memset(slot->data + IMAGE_NVS_FIRST_ENTRY + (size_t)i * IMAGE_NVS_ENTRY_SIZE,
                   state == IMAGE_NVS_ENTRY_EMPTY ? 0xff : 0, IMAGE_NVS_ENTRY_SIZE);
    }
}

static void purge_store(struct purge *purge)
{
    struct image_nvs_store *store = &purge->store;

    list_names(purge);
    for (unsigned i = 0; i < store->page_count; i++) {
        if (!image_nvs_in_use(&store->slots[i])) {
            image_nvs_blank_page(store, i);
            continue;
        }
        purge_entries(purge, i);
        blank_rest(purge, i);
    }
}

enum esp_edit_result image_nvs_work_purge(struct image_nvs_work *work,
                                          image_nvs_overwrite *overwrite, void *context,
                                          unsigned *count, struct image_trouble *trouble)
{
    struct purge purge = {.overwrite = overwrite, .context = context};
    enum esp_edit_result result =
        image_nvs_store_open(&purge.store, work->plain, work->size, trouble);

    if (result == ESP_EDIT_DONE)
        purge_store(&purge);
    image_nvs_store_close(&purge.store);
    *count = purge.count;
    return result;
}
