/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An NVS partition that is written to: its pages in their order, and the search.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_store.h"

#include <stdlib.h>
#include <string.h>

#include "system/sortwith.h"

bool image_nvs_in_use(const struct image_nvs_slot *slot)
{
    return slot->view.state != IMAGE_NVS_BLANK && slot->view.state != IMAGE_NVS_CORRUPT;
}

static int compare_sequences(const void *a, const void *b, void *context)
{
    const struct image_nvs_slot *slots = context;
    const struct image_nvs_page *one = &slots[*(const unsigned *)a].view;
    const struct image_nvs_page *other = &slots[*(const unsigned *)b].view;

    if (one->sequence != other->sequence)
        return one->sequence < other->sequence ? -1 : 1;
    return one->number < other->number ? -1 : 1;
}

/* nvs_constants.h: 0xff, then 0xfe; a newer version decrements the number. */
static enum esp_edit_result check_version(struct image_nvs_store *store,
                                          const struct image_nvs_page *view)
{
    if (view->version >= 0xfe)
        return ESP_EDIT_DONE;
    image_trouble_set(store->trouble, view->number * IMAGE_NVS_PAGE_SIZE,
                      "the version of page %u is 0x%02x, not 0xfe or 0xff", view->number,
                      view->version);
    return ESP_EDIT_REFUSED;
}

/* Does the page have what version 1 does not have? */
static bool is_new(const struct image_nvs_page *view)
{
    struct image_nvs_entry entry;

    if (view->version != 0xff)
        return true;
    for (unsigned i = 0; image_nvs_next(view, &i, &entry);) {
        if (entry.type == IMAGE_NVS_BLOB_DATA || entry.type == IMAGE_NVS_BLOB_INDEX)
            return true;
    }
    return false;
}

static enum esp_edit_result sort_pages(struct image_nvs_store *store)
{
    enum esp_edit_result result = ESP_EDIT_DONE;
    bool old = true;

    for (unsigned i = 0; i < store->page_count && result == ESP_EDIT_DONE; i++) {
        if (!image_nvs_in_use(&store->slots[i])) {
            store->spare[store->spare_count++] = i;
            continue;
        }
        result = check_version(store, &store->slots[i].view);
        old = old && !is_new(&store->slots[i].view);
        store->order[store->order_count++] = i;
    }
    store->old = old && store->order_count > 0;
    if (store->order_count == 0)
        return result;
    esp_sort_with(store->order, store->order_count, sizeof(*store->order), compare_sequences,
                  store->slots);
    store->next_sequence = store->slots[store->order[store->order_count - 1]].view.sequence;
    if (store->next_sequence < UINT32_MAX)
        store->next_sequence++;
    return result;
}

static enum esp_edit_result refuse_damaged(struct image_nvs_store *store)
{
    image_trouble_set(store->trouble, 0,
                      "no page has the header of an NVS page, and the place is not blank");
    return ESP_EDIT_REFUSED;
}

/* Does it look like NVS at all? */
static bool is_nvs(const struct image_nvs_store *store)
{
    bool blank = true;

    for (unsigned i = 0; i < store->page_count; i++)
        blank = blank && store->slots[i].view.state == IMAGE_NVS_BLANK;
    return blank || store->order_count > 0;
}

enum esp_edit_result image_nvs_store_open_stepwise(struct image_nvs_store *store, uint8_t *data,
                                                   size_t size, void (*step)(void *context),
                                                   void *context, struct image_trouble *trouble)
{
    size_t count = size / IMAGE_NVS_PAGE_SIZE;
    enum esp_edit_result result;

    *store = (struct image_nvs_store){
        .trouble = trouble, .page_count = (unsigned)count, .step = step, .step_context = context};
    if (count < 2 || count > UINT32_MAX / IMAGE_NVS_PAGE_SIZE) {
        image_trouble_set(trouble, 0, "an NVS partition has two pages of 4 KB or more");
        return ESP_EDIT_REFUSED;
    }
    store->slots = calloc(count, sizeof(*store->slots));
    store->order = calloc(count, sizeof(*store->order));
    store->spare = calloc(count, sizeof(*store->spare));
    if (!store->slots || !store->order || !store->spare) {
        image_trouble_set(trouble, 0, "out of memory");
        return ESP_EDIT_NOMEM;
    }
    for (unsigned i = 0; i < store->page_count; i++) {
        store->slots[i].data = data + (size_t)i * IMAGE_NVS_PAGE_SIZE;
        store->slots[i].next_free = IMAGE_NVS_ENTRIES;
        image_nvs_page_parse(&store->slots[i].view, store->slots[i].data, i);
    }
    result = sort_pages(store);
    if (result == ESP_EDIT_DONE && !is_nvs(store))
        result = refuse_damaged(store);
    if (result == ESP_EDIT_DONE)
        result = image_nvs_repair(store);
    if (result == ESP_EDIT_NOMEM)
        image_trouble_set(trouble, 0, "out of memory");
    return result;
}

enum esp_edit_result image_nvs_store_open(struct image_nvs_store *store, uint8_t *data,
                                          size_t size, struct image_trouble *trouble)
{
    return image_nvs_store_open_stepwise(store, data, size, NULL, NULL, trouble);
}

void image_nvs_store_close(struct image_nvs_store *store)
{
    free(store->slots);
    free(store->order);
    free(store->spare);
    *store = (struct image_nvs_store){0};
}

bool image_nvs_find(const struct image_nvs_store *store, const struct image_nvs_wanted *wanted,
                    struct image_nvs_spot *spot, struct image_nvs_entry *entry)
{
    for (unsigned i = 0; i < store->order_count; i++) {
        unsigned page = store->order[i];

        for (unsigned at = 0; image_nvs_next(&store->slots[page].view, &at, entry);) {
            if (entry->space != wanted->space || entry->type != wanted->type ||
                strcmp(entry->key, wanted->key) != 0)
                continue;
            *spot = (struct image_nvs_spot){page, entry->index};
            return true;
        }
    }
    return false;
}
