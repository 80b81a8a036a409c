/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps in which an NVS partition changes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "image/nvs/edit/nvs_store.h"

enum { STATES_IN_WORD = 16 }; /* of 2 bits: the library writes the bitmap in words */

static void done(const struct image_nvs_store *store)
{
    if (store->step)
        store->step(store->step_context);
}

static uint8_t *entry_at(const struct image_nvs_store *store, unsigned page, unsigned index)
{
    return store->slots[page].data + IMAGE_NVS_FIRST_ENTRY + (size_t)index * IMAGE_NVS_ENTRY_SIZE;
}

void image_nvs_put_header(struct image_nvs_store *store, unsigned page, uint32_t sequence)
{
    struct image_nvs_slot *slot = &store->slots[page];
    uint8_t header[IMAGE_NVS_BITMAP];

    memset(header, 0xff, sizeof(header));
    esp_put32(header, IMAGE_NVS_RAW_ACTIVE);
    esp_put32(header + 4, sequence);
    header[8] = store->old ? 0xff : 0xfe;
    esp_put32(header + IMAGE_NVS_HEADER_CRC, image_nvs_crc(header + 4, IMAGE_NVS_HEADER_CRC - 4));
    memcpy(slot->data, header, sizeof(header));
    image_nvs_page_parse(&slot->view, slot->data, page);
    slot->next_free = 0;
    slot->used = 0;
    done(store);
}

void image_nvs_put_state(struct image_nvs_store *store, unsigned page, enum image_nvs_state state)
{
    struct image_nvs_slot *slot = &store->slots[page];

    esp_put32(slot->data,
              state == IMAGE_NVS_FULL ? IMAGE_NVS_RAW_FULL : IMAGE_NVS_RAW_FREEING);
    slot->view.state = state;
    done(store);
}

static void set_one(uint8_t *bitmap, unsigned index, unsigned state)
{
    unsigned shift = index % 4 * 2;

    bitmap[index / 4] = (uint8_t)((bitmap[index / 4] & ~(3u << shift)) | state << shift);
}

/* The last entries first, a word of the bitmap after the other. */
static void set_states(struct image_nvs_store *store, unsigned page, unsigned begin, unsigned end,
                       unsigned state)
{
    uint8_t *bitmap = store->slots[page].data + IMAGE_NVS_BITMAP;

    for (unsigned i = end; i-- > begin;) {
        set_one(bitmap, i, state);
        if (i == begin || i % STATES_IN_WORD == 0)
            done(store);
    }
}

void image_nvs_put_entry(struct image_nvs_store *store, unsigned page, const uint8_t *raw)
{
    struct image_nvs_slot *slot = &store->slots[page];

    memcpy(entry_at(store, page, slot->next_free), raw, IMAGE_NVS_ENTRY_SIZE);
    done(store);
    set_states(store, page, slot->next_free, slot->next_free + 1, IMAGE_NVS_ENTRY_WRITTEN);
    slot->next_free++;
    slot->used++;
}

void image_nvs_put_data(struct image_nvs_store *store, unsigned page, const uint8_t *data,
                        size_t size)
{
    struct image_nvs_slot *slot = &store->slots[page];
    unsigned whole = (unsigned)(size / IMAGE_NVS_ENTRY_SIZE);
    size_t rest = size % IMAGE_NVS_ENTRY_SIZE;
    uint8_t last[IMAGE_NVS_ENTRY_SIZE];

    if (whole > 0) {
        memcpy(entry_at(store, page, slot->next_free), data, size - rest);
        done(store);
        set_states(store, page, slot->next_free, slot->next_free + whole, IMAGE_NVS_ENTRY_WRITTEN);
        slot->next_free += whole;
        slot->used += whole;
    }
    if (rest > 0) {
        memset(last, 0xff, sizeof(last));
        memcpy(last, data + size - rest, rest);
        image_nvs_put_entry(store, page, last);
    }
}

void image_nvs_blank_page(struct image_nvs_store *store, unsigned page)
{
    struct image_nvs_slot *slot = &store->slots[page];

    memset(slot->data, 0xff, IMAGE_NVS_PAGE_SIZE);
    image_nvs_page_parse(&slot->view, slot->data, page);
    slot->next_free = IMAGE_NVS_ENTRIES;
    slot->used = 0;
    done(store);
}

void image_nvs_erase_range(struct image_nvs_store *store, unsigned page, unsigned begin,
                           unsigned end)
{
    struct image_nvs_slot *slot = &store->slots[page];

    for (unsigned i = begin; i < end; i++)
        slot->used -= image_nvs_entry_state(&slot->view, i) == IMAGE_NVS_ENTRY_WRITTEN;
    set_states(store, page, begin, end, IMAGE_NVS_ENTRY_ERASED);
    for (unsigned i = begin; i < end; i++) {
        memset(entry_at(store, page, i), 0, IMAGE_NVS_ENTRY_SIZE);
        done(store);
    }
}

void image_nvs_erase_entry(struct image_nvs_store *store, const struct image_nvs_spot *spot)
{
    struct image_nvs_entry entry;

    image_nvs_entry_parse(&entry, &store->slots[spot->page].view, spot->index);
    image_nvs_erase_range(store, spot->page, spot->index,
                          spot->index + (entry.faults & IMAGE_NVS_INCONSISTENT ? 1 : entry.span));
}
