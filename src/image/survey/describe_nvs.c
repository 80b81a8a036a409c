/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about an NVS partition.  Strings and blobs may be secrets: only their sizes are
 * facts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "image/nvs/nvs.h"
#include "image/survey/describe_part.h"

enum { FAULTS_MAX = 32 }; /* named one by one; more are counted */

struct faults {
    struct image_part *part;
    unsigned count;
};

/* True if one more fault may be named. */
static bool one_more(struct faults *faults)
{
    return faults->count++ < FAULTS_MAX;
}

static uint32_t page_offset(const struct faults *faults, const struct image_nvs_page *page)
{
    return faults->part->offset + page->number * IMAGE_NVS_PAGE_SIZE;
}

/* ---- pages ---- */

static void name_corrupt_page(struct faults *faults, const struct image_nvs_page *page)
{
    uint32_t at = page_offset(faults, page);

    if (!one_more(faults))
        return;
    if (page->raw_state == UINT32_MAX)
        image_fact_fault(faults->part, "page",
                         "page %u at 0x%" PRIx32 ": the header is blank, but the page is not",
                         page->number, at);
    else if (page->crc_stored != page->crc_computed)
        image_fact_fault(faults->part, "page",
                         "page %u at 0x%" PRIx32 ": the header's CRC is 0x%08" PRIx32
                         ", not 0x%08" PRIx32,
                         page->number, at, page->crc_stored, page->crc_computed);
    else
        image_fact_fault(faults->part, "page", "page %u at 0x%" PRIx32 ": the state is 0x%08" PRIx32,
                         page->number, at, page->raw_state);
}

static void name_page(struct faults *faults, const struct image_nvs_page *page)
{
    uint32_t at = page_offset(faults, page);

    if (page->state == IMAGE_NVS_CORRUPT)
        name_corrupt_page(faults, page);
    if (page->state == IMAGE_NVS_BLANK || page->state == IMAGE_NVS_CORRUPT)
        return;
    if (page->illegal && one_more(faults))
        image_fact_fault(faults->part, "bitmap",
                         "page %u at 0x%" PRIx32 ": %u entries are in a state that does not exist",
                         page->number, at, page->illegal);
    /* nvs_constants.h: 0xff, then 0xfe; a newer version decrements the number. */
    if (page->version < 0xfe && one_more(faults))
        image_fact_fault(faults->part, "version",
                         "page %u at 0x%" PRIx32 ": the version is 0x%02x, not 0xfe or 0xff",
                         page->number, at, page->version);
}

static void describe_pages(struct image_part *part, const struct image_nvs *nvs)
{
    image_fact_count(part, "pages", nvs->page_count);
    image_fact_count(part, "pages-active", nvs->states[IMAGE_NVS_ACTIVE]);
    image_fact_count(part, "pages-full", nvs->states[IMAGE_NVS_FULL]);
    image_fact_count(part, "pages-blank", nvs->states[IMAGE_NVS_BLANK]);
    if (nvs->states[IMAGE_NVS_FREEING])
        image_fact_count(part, "pages-freeing", nvs->states[IMAGE_NVS_FREEING]);
    if (nvs->states[IMAGE_NVS_CORRUPT])
        image_fact_count(part, "pages-corrupt", nvs->states[IMAGE_NVS_CORRUPT]);
    image_fact_count(part, "entries-written", nvs->written);
    image_fact_count(part, "entries-erased", nvs->erased);
    image_fact_count(part, "entries-free",
                     nvs->empty + nvs->states[IMAGE_NVS_BLANK] * (uint64_t)IMAGE_NVS_ENTRIES);
    if (nvs->page_count && nvs->states[IMAGE_NVS_BLANK] == 0)
        image_fact_warning(part, "no-blank-page",
                           "no page is blank: NVS needs a blank page, and does not open without");
}

/* ---- entries ---- */

static void name_entry(struct faults *faults, const struct image_nvs_entry *entry)
{
    uint32_t at = page_offset(faults, entry->page) + IMAGE_NVS_FIRST_ENTRY +
                  entry->index * IMAGE_NVS_ENTRY_SIZE;
    struct image_part *part = faults->part;

    if (!entry->faults || !one_more(faults))
        return;
    if (entry->faults & IMAGE_NVS_BAD_CRC)
        image_fact_fault(part, "entry",
                         "entry at 0x%" PRIx32 ": the CRC is 0x%08" PRIx32 ", not 0x%08" PRIx32, at,
                         entry->crc_stored, entry->crc_computed);
    else if (entry->faults & IMAGE_NVS_BAD_TYPE)
        image_fact_fault(part, "entry", "entry at 0x%" PRIx32 ": the type 0x%02x is unknown", at,
                         entry->type);
    else if (entry->faults & IMAGE_NVS_BAD_CHUNK)
        image_fact_fault(part, "entry",
                         "entry at 0x%" PRIx32 ": the chunk 0x%02x does not fit the type %s", at,
                         entry->chunk, image_nvs_type_name(entry->type));
    else if (entry->faults & IMAGE_NVS_BAD_SPAN)
        image_fact_fault(part, "entry",
                         "entry at 0x%" PRIx32 ": the span %u does not fit the type %s", at,
                         entry->span, image_nvs_type_name(entry->type));
    else if (entry->faults & IMAGE_NVS_UNFINISHED)
        image_fact_fault(part, "entry",
                         "entry at 0x%" PRIx32 ": not all of its %u entries are written", at,
                         entry->span);
    else
        image_fact_fault(part, "entry",
                         "entry at 0x%" PRIx32 ": the data's CRC is 0x%08" PRIx32 ", not 0x%08" PRIx32,
                         at, entry->data_crc_stored, entry->data_crc_computed);
}

static void name_faults(struct image_part *part, const struct image_nvs *nvs)
{
    struct faults faults = {.part = part};
    struct image_nvs_entry entry;

    for (unsigned i = 0; i < nvs->page_count; i++) {
        const struct image_nvs_page *page = &nvs->pages[i];

        name_page(&faults, page);
        if (nvs->encrypted)
            continue;
        for (unsigned index = 0; image_nvs_next(page, &index, &entry);)
            name_entry(&faults, &entry);
    }
    if (faults.count > FAULTS_MAX)
        image_fact_fault(part, "more", "%u more pages and entries are broken",
                         faults.count - FAULTS_MAX);
}

/* ---- values ---- */

static bool describe_value(void *context, const struct image_nvs_value *value)
{
    struct image_part *part = context;
    bool is_signed = (value->type & 0xf0) == 0x10;

    image_fact_item(part, "value");
    if (value->space)
        image_fact_text(part, "namespace", value->space);
    else
        image_fact_count(part, "namespace", value->space_number);
    image_fact_text(part, "key", value->key);
    image_fact_text(part, "type", image_nvs_type_name(value->type));
    if (is_signed && value->signed_number < 0) {
        char text[24];

        snprintf(text, sizeof(text), "%" PRId64, value->signed_number);
        image_fact_text(part, "number", text);
    } else if (image_nvs_number_size(value->type)) {
        image_fact_count(part, "number", value->number);
    } else {
        image_fact_bytes(part, "size", value->size);
    }
    if (value->in_parts && !value->complete)
        image_fact_fault(part, "parts", "the parts of the blob \"%s\" do not make up its %" PRIu32 " bytes",
                         value->key, value->size);
    if (!value->space)
        image_fact_warning(part, "no-namespace", "no entry names the namespace %u",
                           value->space_number);
    return !part->survey->out_of_memory;
}

static unsigned count_spaces(const struct image_nvs *nvs)
{
    unsigned count = 0;

    for (unsigned i = 0; i < 256; i++)
        count += nvs->spaces[i] != NULL;
    return count;
}

void image_describe_nvs(struct image_part *part, const uint8_t *data, size_t size)
{
    struct image_nvs nvs;

    if (!image_nvs_open(&nvs, data, size)) {
        part->survey->out_of_memory = true;
        image_nvs_close(&nvs);
        return;
    }
    part->used = nvs.written * IMAGE_NVS_ENTRY_SIZE;
    describe_pages(part, &nvs);
    if (nvs.encrypted)
        image_fact_flag(part, "encrypted", true);
    else
        image_fact_count(part, "namespaces", count_spaces(&nvs));
    name_faults(part, &nvs);
    if (size % IMAGE_NVS_PAGE_SIZE)
        image_fact_fault(part, "size", "ends at 0x%zx, in the middle of a page",
                         part->offset + size);
    image_nvs_each(&nvs, describe_value, part);
    image_fact_end_items(part);
    image_nvs_close(&nvs);
}
