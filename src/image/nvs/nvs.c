/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An NVS partition: its pages, and the entries that count.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/nvs.h"

#include <stdlib.h>
#include <string.h>

#include "system/sortwith.h"

enum { SPACES = 256 };
/* Offsets in an entry. */
enum { SPACE = 0, TYPE = 1, CHUNK = 3, KEY = 8 };

static const uint8_t *raw_at(const struct image_nvs *nvs, uint32_t place)
{
    return nvs->pages[place / IMAGE_NVS_ENTRIES].data + IMAGE_NVS_FIRST_ENTRY +
           (size_t)(place % IMAGE_NVS_ENTRIES) * IMAGE_NVS_ENTRY_SIZE;
}

const uint8_t *image_nvs_raw(const struct image_nvs *nvs, size_t item)
{
    return raw_at(nvs, nvs->items[item]);
}

void image_nvs_item(const struct image_nvs *nvs, size_t item, struct image_nvs_entry *entry)
{
    uint32_t place = nvs->items[item];

    image_nvs_entry_parse(entry, &nvs->pages[place / IMAGE_NVS_ENTRIES], place % IMAGE_NVS_ENTRIES);
}

/* Does the entry make sense, whatever its CRC says? */
static bool looks_plain(const struct image_nvs_entry *entry)
{
    size_t length = strlen(entry->key);

    for (size_t i = 0; i < length; i++)
        if (entry->key[i] < ' ' || entry->key[i] > '~')
            return false;
    return length > 0 && !(entry->faults & IMAGE_NVS_BAD_TYPE);
}

/* Takes the entries of a page into the list.  Returns how many make sense. */
static unsigned take_page(struct image_nvs *nvs, const struct image_nvs_page *page)
{
    struct image_nvs_entry entry;
    unsigned plain = 0;

    for (unsigned i = 0; image_nvs_next(page, &i, &entry);) {
        plain += looks_plain(&entry);
        if (entry.faults & IMAGE_NVS_INCONSISTENT) {
            nvs->faulty++;
            continue;
        }
        nvs->faulty += entry.faults != 0;
        nvs->sound++;
        nvs->items[nvs->item_count++] = page->number * IMAGE_NVS_ENTRIES + entry.index;
    }
    return plain;
}

static size_t count_items(const struct image_nvs *nvs)
{
    size_t count = 0;

    for (unsigned i = 0; i < nvs->page_count; i++)
        count += nvs->pages[i].written;
    return count;
}

static void count_page(struct image_nvs *nvs, const struct image_nvs_page *page)
{
    nvs->states[page->state]++;
    if (page->state != IMAGE_NVS_BLANK && page->state != IMAGE_NVS_CORRUPT) {
        nvs->written += page->written;
        nvs->erased += page->erased;
        nvs->empty += page->empty;
    }
}

int image_nvs_compare(const uint8_t *a, const uint8_t *b)
{
    int order = a[SPACE] - b[SPACE];

    if (order == 0)
        order = strncmp((const char *)a + KEY, (const char *)b + KEY, IMAGE_NVS_KEY_MAX);
    if (order == 0)
        order = a[TYPE] - b[TYPE];
    return order ? order : a[CHUNK] - b[CHUNK];
}

/* Of equal entries, the newest comes last. */
static int compare_items(const void *a, const void *b, void *context)
{
    const struct image_nvs *nvs = context;
    uint32_t place[2] = {*(const uint32_t *)a, *(const uint32_t *)b};
    const struct image_nvs_page *page[2] = {&nvs->pages[place[0] / IMAGE_NVS_ENTRIES],
                                            &nvs->pages[place[1] / IMAGE_NVS_ENTRIES]};
    int order = image_nvs_compare(raw_at(nvs, place[0]), raw_at(nvs, place[1]));

    if (order)
        return order;
    if (page[0]->sequence != page[1]->sequence)
        return page[0]->sequence < page[1]->sequence ? -1 : 1;
    return place[0] < place[1] ? -1 : place[0] > place[1];
}

/* Keeps the last of equal items. */
static void drop_older(struct image_nvs *nvs)
{
    size_t kept = 0;

    for (size_t i = 0; i < nvs->item_count; i++)
        if (i + 1 == nvs->item_count ||
            image_nvs_compare(image_nvs_raw(nvs, i), image_nvs_raw(nvs, i + 1)) != 0)
            nvs->items[kept++] = nvs->items[i];
    nvs->item_count = kept;
}

/* Entries of namespace 0 are sorted first: key is a name, the value its number. */
static void name_spaces(struct image_nvs *nvs)
{
    struct image_nvs_entry entry;

    for (size_t i = 0; i < nvs->item_count; i++) {
        uint8_t number;

        image_nvs_item(nvs, i, &entry);
        if (entry.space != 0)
            break;
        number = entry.raw[IMAGE_NVS_VALUE_OFFSET];
        if (entry.type != IMAGE_NVS_U8 || nvs->spaces[number])
            continue;
        memcpy(nvs->space_names[number], entry.key, sizeof(entry.key));
        nvs->spaces[number] = nvs->space_names[number];
    }
}

static bool take_entries(struct image_nvs *nvs)
{
    size_t room = count_items(nvs);
    unsigned plain = 0;

    nvs->items = malloc((room + !room) * sizeof(*nvs->items));
    nvs->space_names = calloc(SPACES, sizeof(*nvs->space_names));
    if (!nvs->items || !nvs->space_names)
        return false;
    for (unsigned i = 0; i < nvs->page_count; i++)
        plain += take_page(nvs, &nvs->pages[i]);
    /* Of encrypted entries, about one of 10,000 seems to make sense. */
    nvs->encrypted = nvs->written > 0 && nvs->sound == 0 && plain <= nvs->written / 200;
    esp_sort_with(nvs->items, nvs->item_count, sizeof(*nvs->items), compare_items, nvs);
    drop_older(nvs);
    name_spaces(nvs);
    return true;
}

bool image_nvs_open(struct image_nvs *nvs, const uint8_t *data, size_t size)
{
    size_t count = size / IMAGE_NVS_PAGE_SIZE;

    *nvs = (struct image_nvs){0};
    if (count > UINT32_MAX / IMAGE_NVS_ENTRIES)
        return false;
    nvs->pages = malloc((count + !count) * sizeof(*nvs->pages));
    if (!nvs->pages)
        return false;
    nvs->page_count = (unsigned)count;
    for (unsigned i = 0; i < nvs->page_count; i++) {
        image_nvs_page_parse(&nvs->pages[i], data + (size_t)i * IMAGE_NVS_PAGE_SIZE, i);
        count_page(nvs, &nvs->pages[i]);
    }
    return take_entries(nvs);
}

void image_nvs_close(struct image_nvs *nvs)
{
    free(nvs->pages);
    free(nvs->items);
    free(nvs->space_names);
    *nvs = (struct image_nvs){0};
}
