/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of an NVS partition: which is written to, and how room is made.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP-IDF's nvs_pagemanager.cpp.
 */
#include <string.h>

#include "image/nvs/edit/nvs_store.h"

static enum esp_edit_result refuse_full(struct image_nvs_store *store)
{
    image_trouble_set(store->trouble, 0, "the NVS partition is full");
    return ESP_EDIT_REFUSED;
}

/* Takes a page out of a list. */
static void take_out(unsigned *list, unsigned *count, unsigned page)
{
    unsigned at = 0;

    while (at < *count && list[at] != page)
        at++;
    if (at == *count)
        return;
    memmove(list + at, list + at + 1, (*count - at - 1) * sizeof(*list));
    (*count)--;
}

enum esp_edit_result image_nvs_activate(struct image_nvs_store *store)
{
    unsigned page;

    if (store->spare_count == 0)
        return refuse_full(store);
    if (store->next_sequence == UINT32_MAX) {
        image_trouble_set(store->trouble, 0, "the sequence numbers of the NVS pages are used up");
        return ESP_EDIT_REFUSED;
    }
    page = store->spare[0];
    take_out(store->spare, &store->spare_count, page);
    store->order[store->order_count++] = page;
    if (store->slots[page].view.state == IMAGE_NVS_CORRUPT)
        image_nvs_blank_page(store, page);
    image_nvs_put_header(store, page, store->next_sequence++);
    return ESP_EDIT_DONE;
}

void image_nvs_make_spare(struct image_nvs_store *store, unsigned page)
{
    image_nvs_blank_page(store, page);
    take_out(store->order, &store->order_count, page);
    store->spare[store->spare_count++] = page;
}

void image_nvs_move_page(struct image_nvs_store *store, unsigned page)
{
    unsigned target = store->order[store->order_count - 1];
    struct image_nvs_entry entry;

    for (unsigned i = 0; image_nvs_next(&store->slots[page].view, &i, &entry);) {
        for (unsigned n = 0; n < entry.span; n++)
            image_nvs_put_entry(store, target, entry.raw + (size_t)n * IMAGE_NVS_ENTRY_SIZE);
    }
    image_nvs_make_spare(store, page);
}

/* The page with the fewest written entries, of which some must not be written. */
static bool find_emptiest(const struct image_nvs_store *store, unsigned *page)
{
    unsigned fewest = IMAGE_NVS_ENTRIES;

    for (unsigned i = 0; i < store->order_count; i++) {
        if (store->slots[store->order[i]].used < fewest) {
            *page = store->order[i];
            fewest = store->slots[*page].used;
        }
    }
    return fewest < IMAGE_NVS_ENTRIES;
}

enum esp_edit_result image_nvs_next_page(struct image_nvs_store *store)
{
    unsigned current = store->order[store->order_count - 1], page = 0;
    enum esp_edit_result result;

    if (store->slots[current].view.state == IMAGE_NVS_ACTIVE)
        image_nvs_put_state(store, current, IMAGE_NVS_FULL);
    if (store->spare_count >= 2)
        return image_nvs_activate(store);
    if (!find_emptiest(store, &page))
        return refuse_full(store);
    image_nvs_put_state(store, page, IMAGE_NVS_FREEING);
    result = image_nvs_activate(store);
    if (result == ESP_EDIT_DONE)
        image_nvs_move_page(store, page);
    return result;
}
