/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ESP-IDF's library repairs when it opens a partition.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A board may lose its supply, or be read, between any two steps of a write.  Sources:
 * Page::mLoadEntryTable(), PageManager::load(), Storage::init() of ESP-IDF's nvs_flash.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/nvs/edit/nvs_blobs.h"
#include "image/nvs/edit/nvs_store.h"

/* Notes a repair.  index: of the entry, or -1 for the page. */
static void note(struct image_nvs_store *store, unsigned page, int index, const char *what)
{
    uint32_t at = page * IMAGE_NVS_PAGE_SIZE;

    if (index >= 0)
        at += IMAGE_NVS_FIRST_ENTRY + (uint32_t)index * IMAGE_NVS_ENTRY_SIZE;
    if (store->repairs.count++ == 0)
        image_trouble_set(&store->repairs.first, at, "%s", what);
}

/* ---- one page ---- */

/* Finds where a page can be written.  Entries that are not marked as written, but hold
 * bytes, were being written when the supply failed; so were those in front of other marks. */
static void find_free(struct image_nvs_store *store, unsigned page)
{
    struct image_nvs_slot *slot = &store->slots[page];
    const uint8_t *entries = slot->data + IMAGE_NVS_FIRST_ENTRY;
    unsigned end = IMAGE_NVS_ENTRIES, first = 0;

    while (first < IMAGE_NVS_ENTRIES &&
           image_nvs_entry_state(&slot->view, first) != IMAGE_NVS_ENTRY_EMPTY)
        first++;
    while (end > first && image_nvs_entry_state(&slot->view, end - 1) == IMAGE_NVS_ENTRY_EMPTY &&
           esp_blank(entries + (size_t)(end - 1) * IMAGE_NVS_ENTRY_SIZE, IMAGE_NVS_ENTRY_SIZE))
        end--;
    if (end > first) {
        note(store, page, (int)first, "an entry is half-written");
        image_nvs_erase_range(store, page, first, end);
    }
    slot->next_free = end;
}

/* Erases what makes no sense: entries that are not consistent, or not written to their end,
 * and entries in a state that does not exist. */
static void drop_nonsense(struct image_nvs_store *store, unsigned page)
{
    const struct image_nvs_page *view = &store->slots[page].view;
    struct image_nvs_entry entry;

    for (unsigned i = 0; i < IMAGE_NVS_ENTRIES; i++) {
        unsigned state = image_nvs_entry_state(view, i);
        unsigned span = 1;

        if (state == IMAGE_NVS_ENTRY_EMPTY || state == IMAGE_NVS_ENTRY_ERASED)
            continue;
        image_nvs_entry_parse(&entry, view, i);
        if (state == IMAGE_NVS_ENTRY_WRITTEN && !(entry.faults & IMAGE_NVS_INCONSISTENT))
            span = entry.span;
        if (state != IMAGE_NVS_ENTRY_WRITTEN || entry.faults & IMAGE_NVS_INCONSISTENT ||
            entry.faults & IMAGE_NVS_UNFINISHED) {
            note(store, page, (int)i, "an entry is not consistent, or not written to its end");
            image_nvs_erase_range(store, page, i, i + span);
        }
        i += span - 1;
    }
}

/* Is there a later entry with this namespace, key and chunk in the page? */
static bool repeated(const struct image_nvs_slot *slot, unsigned index,
                     const struct image_nvs_entry *entry)
{
    struct image_nvs_entry other;

    for (unsigned i = index + entry->span; image_nvs_next(&slot->view, &i, &other);) {
        if (other.space == entry->space && other.chunk == entry->chunk &&
            strcmp(other.key, entry->key) == 0)
            return true;
    }
    return false;
}

/* In the page that is written to, the last of equal entries counts. */
static void drop_repeated(struct image_nvs_store *store, unsigned page)
{
    struct image_nvs_slot *slot = &store->slots[page];
    struct image_nvs_entry entry;

    for (unsigned i = 0; image_nvs_next(&slot->view, &i, &entry);) {
        if (!repeated(slot, entry.index, &entry))
            continue;
        note(store, page, (int)entry.index, "a newer entry has the same key");
        image_nvs_erase_range(store, page, entry.index, entry.index + entry.span);
    }
}

static void repair_page(struct image_nvs_store *store, unsigned page)
{
    struct image_nvs_slot *slot = &store->slots[page];

    slot->next_free = IMAGE_NVS_ENTRIES;
    slot->used = slot->view.written;
    if (slot->view.state == IMAGE_NVS_ACTIVE)
        find_free(store, page);
    drop_nonsense(store, page);
    if (slot->view.state == IMAGE_NVS_ACTIVE)
        drop_repeated(store, page);
}

/* ---- all pages ---- */

/* Erases one entry of the same namespace, key and type in an earlier page. */
static bool drop_earlier(struct image_nvs_store *store, const struct image_nvs_entry *last,
                         uint8_t type)
{
    struct image_nvs_entry entry;

    for (unsigned i = 0; i + 1 < store->order_count; i++) {
        const struct image_nvs_page *view = &store->slots[store->order[i]].view;

        if (view->state == IMAGE_NVS_FREEING)
            continue;
        for (unsigned at = 0; image_nvs_next(view, &at, &entry);) {
            if (entry.space != last->space || entry.type != type || entry.chunk != last->chunk ||
                strcmp(entry.key, last->key) != 0)
                continue;
            note(store, store->order[i], (int)entry.index, "a newer entry has the same key");
            image_nvs_erase_range(store, store->order[i], entry.index, entry.index + entry.span);
            return true;
        }
    }
    return false;
}

/* The supply may have failed after the last entry was written, and before the entry that it
 * replaces was erased. */
static void drop_replaced(struct image_nvs_store *store)
{
    const struct image_nvs_slot *slot = &store->slots[store->order[store->order_count - 1]];
    struct image_nvs_entry entry, last;
    bool found = false;

    for (unsigned i = 0; image_nvs_next(&slot->view, &i, &entry); found = true)
        last = entry;
    if (found && !drop_earlier(store, &last, last.type) && last.type == IMAGE_NVS_BLOB_INDEX)
        drop_earlier(store, &last, IMAGE_NVS_BLOB);
}

/* Ends the move of a page's entries into another page.  The new page has nothing but copies,
 * and the copying begins anew. */
static enum esp_edit_result end_freeing(struct image_nvs_store *store)
{
    unsigned page = 0, count = 0, last = store->order[store->order_count - 1];
    enum esp_edit_result result;

    for (unsigned i = 0; i < store->order_count; i++) {
        if (store->slots[store->order[i]].view.state == IMAGE_NVS_FREEING) {
            page = store->order[i];
            count++;
        }
    }
    if (count == 0)
        return ESP_EDIT_DONE;
    if (count > 1) {
        image_trouble_set(store->trouble, page * IMAGE_NVS_PAGE_SIZE,
                          "more than one page of NVS is being freed");
        return ESP_EDIT_REFUSED;
    }
    note(store, page, -1, "the page was being freed");
    if (store->slots[last].view.state == IMAGE_NVS_ACTIVE)
        image_nvs_make_spare(store, last);
    result = image_nvs_activate(store);
    if (result == ESP_EDIT_DONE)
        image_nvs_move_page(store, page);
    return result;
}

static bool repair_blobs(struct image_nvs_store *store)
{
    struct image_nvs_blobs blobs;
    struct image_nvs_spot spot;
    bool good = image_nvs_blobs_open(&blobs, store);

    while (good && image_nvs_blobs_next(&blobs, store, &spot)) {
        note(store, spot.page, (int)spot.index, "a blob is not complete");
        image_nvs_erase_entry(store, &spot);
    }
    image_nvs_blobs_close(&blobs);
    return good;
}

enum esp_edit_result image_nvs_repair(struct image_nvs_store *store)
{
    enum esp_edit_result result = ESP_EDIT_DONE;

    for (unsigned i = 0; i < store->order_count; i++)
        repair_page(store, store->order[i]);
    if (store->order_count > 0) {
        drop_replaced(store);
        result = end_freeing(store);
    } else {
        result = image_nvs_activate(store);
    }
    if (result == ESP_EDIT_DONE && store->spare_count == 0) {
        image_trouble_set(store->trouble, 0,
                          "no page of the NVS partition is blank, and NVS needs one");
        return ESP_EDIT_REFUSED;
    }
    if (result == ESP_EDIT_DONE && !repair_blobs(store))
        return ESP_EDIT_NOMEM;
    return result;
}
