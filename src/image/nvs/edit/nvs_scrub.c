/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes passwords and what identifies a board from NVS.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_scrub.h"

#include <string.h>

#include "base/bytes.h"
#include "image/nvs/edit/nvs_needles.h"
#include "image/nvs/edit/nvs_secret.h"

struct scrub {
    struct image_nvs_work *work;
    const struct image_nvs *nvs; /* of the copy as it was */
    bool calibration;
    image_nvs_report *report;
    void *context;
    struct image_nvs_needles needles;
};

static uint8_t *page_at(const struct scrub *scrub, unsigned page)
{
    return scrub->work->plain + (size_t)page * IMAGE_NVS_PAGE_SIZE;
}

static uint32_t offset_of(const struct scrub *scrub, const uint8_t *at)
{
    return scrub->work->offset + (uint32_t)(at - scrub->work->plain);
}

static void report(const struct scrub *scrub, const struct image_nvs_entry *entry,
                   const uint8_t *at, uint32_t size)
{
    struct image_nvs_scrubbed scrubbed = {.offset = offset_of(scrub, at), .size = size};

    if (entry) {
        scrubbed.space = scrub->nvs->spaces[entry->space];
        scrubbed.key = entry->key;
    }
    if (scrub->report)
        scrub->report(scrub->context, &scrubbed);
}

static bool is_personal(const struct scrub *scrub, const struct image_nvs_entry *entry)
{
    struct image_nvs_value value = {
        .space = scrub->nvs->spaces[entry->space], .key = entry->key, .type = entry->type};

    if (entry->space == 0 || !image_nvs_has_data(entry->type))
        return false;
    /* esp_phy_init.c: the namespace of the calibration. */
    if (scrub->calibration && value.space && strcmp(value.space, "phy") == 0)
        return true;
    return image_nvs_is_personal(&value);
}

/* ---- old copies ---- */

static void set_erased(uint8_t *page, unsigned index)
{
    page[IMAGE_NVS_BITMAP + index / 4] &= (uint8_t)~(3u << index % 4 * 2);
}

static bool is_zero(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (data[i] != 0)
            return false;
    return true;
}

/* Erases entries, and makes them zeros.  Returns the bytes that were not zeros before. */
static uint32_t drop(uint8_t *page, unsigned begin, unsigned end)
{
    uint32_t changed = 0;

    for (unsigned i = begin; i < end; i++) {
        uint8_t *entry = page + IMAGE_NVS_FIRST_ENTRY + (size_t)i * IMAGE_NVS_ENTRY_SIZE;

        changed += is_zero(entry, IMAGE_NVS_ENTRY_SIZE) ? 0 : IMAGE_NVS_ENTRY_SIZE;
        memset(entry, 0, IMAGE_NVS_ENTRY_SIZE);
        set_erased(page, i);
    }
    return changed;
}

/* How many entries at this index are old copies or nonsense, and how many are sound. */
static unsigned measure(const struct image_nvs_page *view, unsigned index, bool *sound)
{
    struct image_nvs_entry entry;

    *sound = false;
    if (image_nvs_entry_state(view, index) != IMAGE_NVS_ENTRY_WRITTEN)
        return 1;
    image_nvs_entry_parse(&entry, view, index);
    if (entry.faults & IMAGE_NVS_INCONSISTENT)
        return 1;
    *sound = !(entry.faults & (IMAGE_NVS_UNFINISHED | IMAGE_NVS_BAD_DATA_CRC));
    return entry.span;
}

static bool is_free(const struct image_nvs_page *view, unsigned index)
{
    return image_nvs_entry_state(view, index) == IMAGE_NVS_ENTRY_EMPTY &&
           esp_blank(view->data + IMAGE_NVS_FIRST_ENTRY + (size_t)index * IMAGE_NVS_ENTRY_SIZE,
                     IMAGE_NVS_ENTRY_SIZE);
}

static void drop_old_copies(const struct scrub *scrub, const struct image_nvs_page *view)
{
    uint8_t *page = page_at(scrub, view->number);
    uint32_t changed = 0;

    for (unsigned i = 0; i < IMAGE_NVS_ENTRIES;) {
        bool sound;
        unsigned count = measure(view, i, &sound);

        if (!sound && !is_free(view, i))
            changed += drop(page, i, i + count);
        i += count;
    }
    if (changed > 0)
        report(scrub, NULL, page, changed);
}

/* ---- values ---- */

/* Makes the CRCs of an entry and its data right. */
static void remake_crcs(uint8_t *raw, uint32_t size)
{
    esp_put32(raw + IMAGE_NVS_VALUE_OFFSET + 4, image_nvs_crc(raw + IMAGE_NVS_ENTRY_SIZE, size));
    esp_put32(raw + 4, image_nvs_entry_crc(raw));
}

/* The entry's own bytes, in the copy that can be changed. */
static uint8_t *raw_of(const struct scrub *scrub, const struct image_nvs_entry *entry)
{
    return page_at(scrub, entry->page->number) + IMAGE_NVS_FIRST_ENTRY +
           (size_t)entry->index * IMAGE_NVS_ENTRY_SIZE;
}

static void blank_value(struct scrub *scrub, const struct image_nvs_entry *entry)
{
    uint8_t *raw = raw_of(scrub, entry), *data = raw + IMAGE_NVS_ENTRY_SIZE;

    if (is_zero(data, entry->data_size))
        return;
    memset(data, 0, entry->data_size);
    remake_crcs(raw, entry->data_size);
    report(scrub, entry, raw, entry->data_size);
}

static void blank_texts(struct scrub *scrub, const struct image_nvs_entry *entry)
{
    uint8_t *raw = raw_of(scrub, entry);
    uint32_t size = image_nvs_needles_blank(&scrub->needles, raw + IMAGE_NVS_ENTRY_SIZE,
                                            entry->data_size);

    if (size == 0)
        return;
    remake_crcs(raw, entry->data_size);
    report(scrub, entry, raw, size);
}

typedef void entry_function(struct scrub *scrub, const struct image_nvs_entry *entry);

static void collect(struct scrub *scrub, const struct image_nvs_entry *entry)
{
    if (is_personal(scrub, entry) && entry->data)
        image_nvs_needles_add(&scrub->needles, entry->data, entry->data_size);
}

static void blank(struct scrub *scrub, const struct image_nvs_entry *entry)
{
    if (!image_nvs_has_data(entry->type))
        return;
    if (is_personal(scrub, entry))
        blank_value(scrub, entry);
    else
        blank_texts(scrub, entry);
}

static void each_entry(struct scrub *scrub, entry_function *function)
{
    struct image_nvs_entry entry;

    for (unsigned i = 0; i < scrub->nvs->page_count; i++) {
        for (unsigned at = 0; image_nvs_next(&scrub->nvs->pages[i], &at, &entry);) {
            if (!(entry.faults & IMAGE_NVS_INCONSISTENT))
                function(scrub, &entry);
        }
    }
}

static void drop_pages(struct scrub *scrub)
{
    for (unsigned i = 0; i < scrub->nvs->page_count; i++) {
        const struct image_nvs_page *view = &scrub->nvs->pages[i];

        if (view->state == IMAGE_NVS_CORRUPT) {
            memset(page_at(scrub, i), 0xff, IMAGE_NVS_PAGE_SIZE);
            report(scrub, NULL, page_at(scrub, i), IMAGE_NVS_PAGE_SIZE);
        } else if (view->state != IMAGE_NVS_BLANK) {
            drop_old_copies(scrub, view);
        }
    }
}

enum esp_edit_result image_nvs_scrub(const struct esp_settings_image *image, bool calibration,
                                     image_nvs_report *function, void *context,
                                     struct image_trouble *trouble)
{
    struct image_nvs_work work;
    struct image_nvs nvs;
    struct scrub scrub = {.work = &work, .nvs = &nvs, .calibration = calibration,
                          .report = function, .context = context};
    enum esp_edit_result result = image_nvs_work_open(&work, image, trouble);

    if (result == ESP_EDIT_DONE && !image_nvs_open(&nvs, work.plain, work.size)) {
        image_nvs_close(&nvs);
        image_trouble_set(trouble, 0, "out of memory");
        result = ESP_EDIT_NOMEM;
    } else if (result == ESP_EDIT_DONE) {
        each_entry(&scrub, collect);
        drop_pages(&scrub);
        each_entry(&scrub, blank);
        image_nvs_needles_wipe(&scrub.needles);
        image_nvs_close(&nvs);
        result = image_nvs_work_commit(&work, trouble);
    }
    image_nvs_work_close(&work);
    return result;
}
