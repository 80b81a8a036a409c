/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks personal values in NVS, and what is left of old ones.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "image/fields/scrub.h"
#include "image/nvs/edit/nvs_secret.h"
#include "image/nvs/edit/nvs_work.h"
#include "image/table/table.h"

/* A page: its header, 2 bits for each entry, entries. */
enum { PAGE = 4096, BITMAP = 32, FIRST_ENTRY = 64, ENTRY = 32, ENTRIES = 126,
       HEADER_SEQUENCE = 4, HEADER_CRC = 28, NAMES_MAX = 4096 };

/* Names of personal values of one partition. */
struct names {
    struct image_scrub *scrub;
    const struct image_nvs *nvs;
    struct image_nvs_name *names;
    size_t count, room;
};

static bool add_name(struct names *names, const struct image_nvs_value *value)
{
    struct image_nvs_name *name;

    if (names->count == names->room) {
        size_t room = names->room ? 2 * names->room : 32;
        struct image_nvs_name *grown = realloc(names->names, room * sizeof(*grown));

        if (!grown)
            return false;
        names->names = grown;
        names->room = room;
    }
    name = &names->names[names->count++];
    memset(name, 0, sizeof(*name));
    memcpy(name->space, value->space, strnlen(value->space, IMAGE_NVS_KEY_MAX));
    memcpy(name->key, value->key, strnlen(value->key, IMAGE_NVS_KEY_MAX));
    return true;
}

/* Keeps the bytes of a value.  Old firmwares have texts in blobs: a length and zeros, or
 * zeros alone, may be around the text. */
static void keep_value(struct names *names, const struct image_nvs_value *value)
{
    bool secret = image_nvs_is_secret(value);
    uint8_t *bytes = image_nvs_work_bytes(names->nvs, value);
    size_t start = 0;

    if (!bytes)
        return;
    for (size_t i = 0; i <= value->size; i++) {
        if (i < value->size && bytes[i] >= ' ' && bytes[i] < 0x7f)
            continue;
        if (i > start)
            image_scrub_keep(names->scrub, bytes + start, i - start, secret && i - start >= 8);
        start = i + 1;
    }
    OPENSSL_cleanse(bytes, value->size);
    free(bytes);
}

static bool is_personal(const struct names *names, const struct image_nvs_value *value)
{
    if (strcmp(value->space, "phy") == 0) /* calibration, with the MAC address */
        return names->scrub->radio;
    if (strcmp(value->space, "main") == 0 && strcmp(value->key, "Settings") == 0)
        return false; /* Tasmota's settings, which were blanked */
    return image_nvs_is_personal(value) || strcmp(value->space, "nvs.net80211") == 0;
}

static bool collect(void *context, const struct image_nvs_value *value)
{
    struct names *names = context;

    if (!value->space || !value->key || !is_personal(names, value) || names->count >= NAMES_MAX)
        return true;
    if (value->complete)
        keep_value(names, value);
    if (add_name(names, value))
        return true;
    names->scrub->out_of_memory = true;
    return false;
}

static enum esp_edit_result delete_values(struct image_scrub *scrub, struct image_nvs_work *work)
{
    struct names names = {.scrub = scrub};
    enum esp_edit_result result = ESP_EDIT_DONE;
    struct image_nvs nvs;

    if (image_nvs_open(&nvs, work->plain, work->size)) {
        names.nvs = &nvs;
        image_nvs_each(&nvs, collect, &names);
    } else {
        scrub->out_of_memory = true;
    }
    image_nvs_close(&nvs);
    for (size_t i = 0; i < names.count && result == ESP_EDIT_DONE; i++) {
        char name[2 * IMAGE_NVS_KEY_MAX + 2];

        result = image_nvs_work_delete(work, &names.names[i], &scrub->trouble);
        if (result == ESP_EDIT_ABSENT) { /* there twice, and deleted before */
            result = ESP_EDIT_DONE;
            continue;
        }
        strcpy(name, names.names[i].space);
        strcat(name, "/");
        strcat(name, names.names[i].key);
        scrub->note(scrub->context, work->offset, work->size, "the value in NVS", name);
    }
    free(names.names);
    return result;
}

static unsigned entry_state(const uint8_t *page, unsigned entry)
{
    return page[BITMAP + entry / 4] >> 2 * (entry % 4) & 3;
}

/* Is it a page that the library reads? */
static bool is_page(const uint8_t *page)
{
    uint32_t state = esp_get32(page);

    return (state == 0xfffffffe || state == 0xfffffffc || state == 0xfffffff8) &&
           esp_get32(page + HEADER_CRC) ==
               (uint32_t)crc32(UINT32_MAX, page + HEADER_SEQUENCE, HEADER_CRC - HEADER_SEQUENCE);
}

/* Overwrites entries that are marked as erased, and pages that count as blank. */
static void wipe_remains(uint8_t *data, size_t size)
{
    for (size_t at = 0; at + PAGE <= size; at += PAGE) {
        uint8_t *page = data + at;

        if (!is_page(page)) {
            memset(page, 0xff, PAGE);
            continue;
        }
        for (unsigned i = 0; i < ENTRIES; i++)
            if (entry_state(page, i) == 0)
                memset(page + FIRST_ENTRY + i * ENTRY, 0, ENTRY);
    }
}

static enum esp_edit_result scrub_partition(struct image_scrub *scrub, uint32_t offset,
                                            uint32_t size)
{
    struct esp_settings_image image = *scrub->image;
    struct image_nvs_work work;
    enum esp_edit_result result;

    image.place_offset = offset;
    image.place_size = size;
    result = image_nvs_work_open(&work, &image, &scrub->trouble);
    if (result == ESP_EDIT_DONE)
        result = delete_values(scrub, &work);
    if (result == ESP_EDIT_DONE) {
        wipe_remains(work.plain, work.size);
        result = image_nvs_work_commit(&work, &scrub->trouble);
    }
    image_nvs_work_close(&work);
    if (result != ESP_EDIT_REFUSED && result != ESP_EDIT_BAD && result != ESP_EDIT_ABSENT)
        return result;
    memset(scrub->image->data + offset, 0xff, size);
    scrub->note(scrub->context, offset, size, "NVS as a whole, which cannot be read", NULL);
    return ESP_EDIT_DONE;
}

static bool is_used(const struct image_scrub *scrub, const struct image_row *row, uint32_t *size)
{
    size_t room = row->offset < scrub->image->size ? scrub->image->size - row->offset : 0;

    *size = row->size < room ? row->size : (uint32_t)room;
    return row->type == IMAGE_TYPE_DATA && *size > 0 &&
           !esp_blank(scrub->image->data + row->offset, *size);
}

enum esp_edit_result image_scrub_nvs(struct image_scrub *scrub)
{
    enum esp_edit_result result = ESP_EDIT_DONE;
    struct image_table table;

    if (!image_table_find(&table, scrub->image->data, scrub->image->size)) {
        uint32_t offset, size;
        char name[17];

        if (image_nvs_place(scrub->image, &offset, &size, name, &scrub->trouble) != ESP_EDIT_DONE)
            return ESP_EDIT_DONE;
        return scrub_partition(scrub, offset, size);
    }
    for (unsigned i = 0; i < table.count && result == ESP_EDIT_DONE; i++) {
        const struct image_row *row = &table.rows[i];
        uint32_t size;

        if (!is_used(scrub, row, &size))
            continue;
        if (row->subtype == IMAGE_DATA_NVS)
            result = scrub_partition(scrub, row->offset, size);
        else if (row->subtype == IMAGE_DATA_COREDUMP) {
            memset(scrub->image->data + row->offset, 0xff, size);
            scrub->note(scrub->context, row->offset, size, "the core dump", NULL);
        }
    }
    return result;
}
