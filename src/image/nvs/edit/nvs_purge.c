/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overwrites what is left of old values in NVS, and bytes within values.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_purge.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

struct purge {
    struct image_nvs_work *work;
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

static void renew_crcs(uint8_t *raw, size_t size)
{
    uint8_t *value = raw + IMAGE_NVS_VALUE_OFFSET;

    esp_put32(value + 4, image_nvs_crc(raw + IMAGE_NVS_ENTRY_SIZE, size));
    esp_put32(raw + 4, image_nvs_entry_crc(raw));
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
    renew_crcs(raw, size);
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

/* ---- blobs in several parts ---- */

struct blob {
    struct purge *purge;
    const struct image_nvs *nvs;
    uint8_t *bytes;
    size_t done;
    bool out_of_memory;
};

static void put_part(void *context, const struct image_nvs_entry *part)
{
    struct blob *blob = context;
    const struct image_nvs_work *work = blob->purge->work;
    uint8_t *raw = work->plain + (part->raw - work->plain);

    memcpy(raw + IMAGE_NVS_ENTRY_SIZE, blob->bytes + blob->done, part->data_size);
    renew_crcs(raw, part->data_size);
    blob->done += part->data_size;
}

/* The end of a part and the start of the next one may have the bytes together. */
static bool change_blob(void *context, const struct image_nvs_value *value)
{
    struct blob *blob = context;

    if (!value->in_parts || !value->complete)
        return true;
    blob->bytes = image_nvs_work_bytes(blob->nvs, value);
    blob->done = 0;
    blob->out_of_memory = !blob->bytes;
    if (!blob->bytes)
        return false;
    if (blob->purge->overwrite(blob->purge->context, blob->bytes, value->size) > 0) {
        image_nvs_each_part(blob->nvs, value, put_part, blob);
        blob->purge->count++;
    }
    OPENSSL_cleanse(blob->bytes, value->size);
    free(blob->bytes);
    return true;
}

/* False if memory ran out. */
static bool purge_blobs(struct purge *purge)
{
    struct image_nvs nvs;
    struct blob blob = {.purge = purge, .nvs = &nvs};
    bool good = image_nvs_open(&nvs, purge->work->plain, purge->work->size);

    if (good)
        image_nvs_each(&nvs, change_blob, &blob);
    image_nvs_close(&nvs);
    return good && !blob.out_of_memory;
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

/* False if memory ran out. */
static bool purge_store(struct purge *purge)
{
    struct image_nvs_store *store = &purge->store;

    if (!purge_blobs(purge))
        return false;
    list_names(purge);
    for (unsigned i = 0; i < store->page_count; i++) {
        if (!image_nvs_in_use(&store->slots[i])) {
            image_nvs_blank_page(store, i);
            continue;
        }
        purge_entries(purge, i);
        blank_rest(purge, i);
    }
    return true;
}

enum esp_edit_result image_nvs_work_purge(struct image_nvs_work *work,
                                          image_nvs_overwrite *overwrite, void *context,
                                          unsigned *count, struct image_trouble *trouble)
{
    struct purge purge = {.work = work, .overwrite = overwrite, .context = context};
    enum esp_edit_result result =
        image_nvs_store_open(&purge.store, work->plain, work->size, trouble);

    if (result == ESP_EDIT_DONE && !purge_store(&purge)) {
        image_trouble_set(trouble, 0, "out of memory");
        result = ESP_EDIT_NOMEM;
    }
    image_nvs_store_close(&purge.store);
    *count = purge.count;
    return result;
}
