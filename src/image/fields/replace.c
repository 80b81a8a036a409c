/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaces a text in its fields.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/replace.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "image/fields/seal.h"
#include "image/fields/volumes.h"
#include "image/nvs/edit/nvs_work.h"
#include "image/settings/sdk.h"
#include "image/settings/tasmota.h"
#include "image/table/table.h"

/* ---- one text ---- */

static bool is_text(uint8_t byte)
{
    return byte >= ' ' && byte < 0x7f;
}

/* The zeros behind a text, at most as many as are of use. */
static size_t zeros_at(const uint8_t *data, size_t size, size_t at, size_t most)
{
    size_t zeros = 0;

    while (zeros < most && at + zeros < size && data[at + zeros] == 0)
        zeros++;
    return zeros;
}

/* Finds the next field with the text, from *at on.  *change: bytes that the new text
 * changes; 0: there is not enough room. */
static bool next_field(struct image_replace *replace, const uint8_t *data, size_t size,
                       uint32_t offset, size_t *at, size_t *change)
{
    for (;;) {
        const uint8_t *found = *at < size ? memmem(data + *at, size - *at, replace->old_text,
                                                   replace->old_size)
                                          : NULL;
        size_t end, zeros;

        if (!found)
            return false;
        *at = (size_t)(found - data);
        end = *at + replace->old_size;
        if ((*at == 0 || !is_text(data[*at - 1])) && (end == size || !is_text(data[end]))) {
            zeros = zeros_at(data, size, end, replace->new_size + 1);
            *change = replace->old_size;
            if (replace->new_size > *change)
                *change = replace->new_size;
            if (zeros == 0 ? replace->new_size != replace->old_size
                           : replace->new_size > replace->old_size + zeros - 1)
                *change = 0;
            return true;
        }
        if (replace->left++ == 0)
            replace->first_left = offset + (uint32_t)*at;
        (*at)++;
    }
}

static enum esp_edit_result no_room(const struct image_replace *replace, uint64_t offset,
                                    struct image_trouble *trouble)
{
    image_trouble_set(trouble, offset,
                      "at 0x%llx there is no room for %zu bytes in the place of %zu",
                      (unsigned long long)offset, replace->new_size, replace->old_size);
    return ESP_EDIT_BAD;
}

static void put(const struct image_replace *replace, uint8_t *data, size_t change)
{
    memset(data, 0, change);
    memcpy(data, replace->new_text, replace->new_size);
}

/* Does the new text end, with its NUL, within the field that has the old one? */
static bool fits_field(const struct image_replace *replace, const struct image_field *field,
                       size_t at)
{
    for (; field->name; field++)
        if (field->type == IMAGE_FIELD_TEXT && at >= field->offset &&
            at - field->offset < field->size)
            return replace->new_size < field->size - (at - field->offset);
    return false;
}

/* In settings, the zeros behind a text can be the empty texts of other fields.  rigid: the
 * file has settings, whose fields may not be known. */
static bool fits(const struct image_replace *replace, const struct image_seal *seal, bool rigid,
                 size_t at)
{
    if (replace->new_size == replace->old_size)
        return true;
    if (seal->fields)
        return fits_field(replace, seal->fields, at);
    return !rigid && seal->kind != IMAGE_SEAL_TASMOTA;
}

/* Replaces the text in bytes that one sum covers, or none. */
static enum esp_edit_result replace_sealed(struct image_replace *replace, uint8_t *data,
                                           size_t size, uint32_t offset, bool rigid,
                                           struct image_trouble *trouble)
{
    struct image_seal seal;
    unsigned before = replace->replaced;
    size_t at = 0, change;

    image_seal_look(&seal, data, size < UINT32_MAX ? (uint32_t)size : UINT32_MAX);
    while (next_field(replace, data, size, offset, &at, &change)) {
        if (change == 0 || !fits(replace, &seal, rigid, at))
            return no_room(replace, offset + at, trouble);
        put(replace, data + at, change);
        replace->replaced++;
        at += change;
    }
    if (replace->replaced > before)
        image_seal_renew(&seal, data);
    return ESP_EDIT_DONE;
}

/* ---- files ---- */

/* ESPEasy keeps structures with many fields in files with these names: notification.dat. */
static bool has_structures(const char *path)
{
    size_t length = strlen(path);

    return length >= 4 && strcasecmp(path + length - 4, ".dat") == 0;
}

static enum esp_edit_result replace_in_file(struct image_replace *replace,
                                            const struct image_fsfiles *files,
                                            const struct image_fsfile *file, uint8_t *data,
                                            uint32_t offset, struct image_trouble *trouble)
{
    unsigned before = replace->replaced;
    enum esp_edit_result result;
    uint8_t *bytes;

    if (file->folder || file->broken || file->size < replace->old_size)
        return ESP_EDIT_DONE;
    bytes = malloc(file->size);
    if (!bytes) {
        image_trouble_set(trouble, 0, "out of memory");
        return ESP_EDIT_NOMEM;
    }
    image_fsfile_get(file, data, 0, bytes, file->size);
    result = replace_sealed(replace, bytes, file->size, offset + image_fsfile_place(file, 0),
                            has_structures(file->path), trouble);
    if (result == ESP_EDIT_DONE && replace->replaced > before)
        image_fsfile_put(files, file, data, 0, bytes, file->size);
    if (result == ESP_EDIT_BAD)
        image_trouble_set(trouble, 0,
                          "in the file %.60s there is no room for %zu bytes in the place of %zu",
                          file->path, replace->new_size, replace->old_size);
    free(bytes);
    return result;
}

static enum esp_edit_result replace_in_volume(struct image_replace *replace,
                                              struct esp_settings_image *image,
                                              const struct image_volume *volume,
                                              struct image_trouble *trouble)
{
    enum esp_edit_result result = ESP_EDIT_DONE;
    struct image_fsfiles files;

    if (!image_fsfiles_list(&files, &volume->fs)) {
        image_trouble_set(trouble, 0, "out of memory");
        result = ESP_EDIT_NOMEM;
    }
    for (size_t i = 0; i < files.count && result == ESP_EDIT_DONE; i++)
        result = replace_in_file(replace, &files, &files.files[i], image->data + volume->offset,
                                 volume->offset, trouble);
    image_fsfiles_free(&files);
    return result;
}

enum esp_edit_result image_replace_in_files(struct image_replace *replace,
                                            struct esp_settings_image *image,
                                            struct image_trouble *trouble)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    unsigned count = image_volumes_find(image->data, image->size, volumes);
    enum esp_edit_result result = ESP_EDIT_DONE;

    for (unsigned i = 0; i < count && result == ESP_EDIT_DONE; i++)
        result = replace_in_volume(replace, image, &volumes[i], trouble);
    return result;
}

/* ---- outside of files ---- */

/* A range that is not searched as plain bytes. */
struct range {
    uint64_t start, end;
    const char *what; /* what keeps a sum there; NULL: files, which are searched as files */
};

enum { RANGES_MAX = IMAGE_VOLUMES_MAX + IMAGE_ROWS_MAX + 64, /* 64 sectors of Tasmota */ SECTOR = 4096 };

struct search {
    struct image_replace *replace;
    struct esp_settings_image *image;
    struct range ranges[RANGES_MAX];
    unsigned count;
    uint64_t looked; /* the last page that was no NVS */
};

static void add_range(struct search *search, uint64_t start, uint64_t size, const char *what)
{
    if (search->count < RANGES_MAX)
        search->ranges[search->count++] = (struct range){start, start + size, what};
}

static const char nvs_what[] = "NVS, which --nvs-set edits";

static void add_rows(struct search *search, const struct image_table *table)
{
    add_range(search, table->offset, SECTOR, "the table of partitions");
    for (unsigned i = 0; i < table->count; i++) {
        const struct image_row *row = &table->rows[i];

        if (row->type != IMAGE_TYPE_DATA)
            continue;
        if (row->subtype == IMAGE_DATA_NVS)
            add_range(search, row->offset, row->size, nvs_what);
        else if (row->subtype == IMAGE_DATA_OTA)
            add_range(search, row->offset, row->size, "the choice of the slot");
        else if (row->subtype == IMAGE_DATA_COREDUMP)
            add_range(search, row->offset, row->size, "a core dump");
    }
}

/* Is the image a partition with NVS alone? */
static void add_nvs(struct search *search)
{
    struct image_trouble trouble;
    uint32_t offset, size;
    char name[17]; /* of image_nvs_place() */

    if (image_nvs_place(search->image, &offset, &size, name, &trouble) == ESP_EDIT_DONE)
        add_range(search, offset, size, nvs_what);
}

static void find_ranges(struct search *search)
{
    const struct esp_settings_image *image = search->image;
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    unsigned count = image_volumes_find(image->data, image->size, volumes);
    struct image_table table;

    for (unsigned i = 0; i < count; i++)
        add_range(search, volumes[i].offset, volumes[i].size, NULL);
    if (image_table_find(&table, image->data, image->size)) {
        add_rows(search, &table);
        return;
    }
    add_nvs(search);
    if (image->size >= IMAGE_SDK_USER && image->size % SECTOR == 0) {
        struct image_sdk sdk;

        image_sdk_parse(&sdk, image->data + image->size - IMAGE_SDK_PARAMETERS);
        if (sdk.present)
            add_range(search, image->size - IMAGE_SDK_PARAMETERS, IMAGE_SDK_PARAMETERS,
                      "the SDK's parameters");
    }
}

static const struct range *range_of(const struct search *search, uint64_t at)
{
    for (unsigned i = 0; i < search->count; i++)
        if (at >= search->ranges[i].start && at < search->ranges[i].end)
            return &search->ranges[i];
    return NULL;
}

/* Does the text lie in a page of NVS that no table of partitions names? */
static bool in_nvs_page(struct search *search, uint64_t at)
{
    uint64_t start = at - at % IMAGE_NVS_PAGE_SIZE;
    struct image_nvs_page page;

    if (start == search->looked || search->image->size - start < IMAGE_NVS_PAGE_SIZE)
        return false;
    search->looked = start;
    image_nvs_page_parse(&page, search->image->data + start, 0);
    return page.state != IMAGE_NVS_BLANK && page.state != IMAGE_NVS_CORRUPT;
}

static const char *sum_at(struct search *search, uint64_t at)
{
    const struct range *range = range_of(search, at);

    return range ? range->what : in_nvs_page(search, at) ? nvs_what : NULL;
}

/* Replaces in Tasmota's settings, sector by sector. */
static enum esp_edit_result replace_in_sectors(struct search *search, struct image_trouble *trouble)
{
    enum esp_edit_result result = ESP_EDIT_DONE;
    struct esp_settings_image *image = search->image;

    for (size_t at = 0; at + SECTOR <= image->size && result == ESP_EDIT_DONE; at += SECTOR) {
        struct image_tasmota tasmota;

        if (range_of(search, at) || !image_tasmota_parse(&tasmota, image->data + at) ||
            !tasmota.right)
            continue;
        result = replace_sealed(search->replace, image->data + at, SECTOR, (uint32_t)at, false,
                                trouble);
        add_range(search, at, SECTOR, NULL);
    }
    return result;
}

/* Replaces in the bytes up to stop, none of which are in files. */
static enum esp_edit_result replace_in_bytes(struct search *search, size_t at, size_t stop,
                                             image_replace_visit *visit, void *context,
                                             struct image_trouble *trouble)
{
    struct image_replace *replace = search->replace;
    size_t change;

    while (next_field(replace, search->image->data, stop, 0, &at, &change)) {
        struct image_replace_place place = {(uint32_t)at, (uint32_t)change};
        const char *what = sum_at(search, at);

        if (what) {
            image_trouble_set(trouble, at, "at 0x%zx the text is in %s", at, what);
            return ESP_EDIT_REFUSED;
        }
        if (change == 0)
            return no_room(replace, at, trouble);
        if (!visit(context, &place))
            return ESP_EDIT_ABSENT;
        replace->replaced++;
        at += change;
    }
    return ESP_EDIT_DONE;
}

/* The next range with files that begins at this offset or behind it. */
static const struct range *next_files(const struct search *search, uint64_t at)
{
    const struct range *next = NULL;

    for (unsigned i = 0; i < search->count; i++) {
        const struct range *range = &search->ranges[i];

        if (!range->what && range->end > at && (!next || range->start < next->start))
            next = range;
    }
    return next;
}

enum esp_edit_result image_replace_outside(struct image_replace *replace,
                                           struct esp_settings_image *image,
                                           image_replace_visit *visit, void *context,
                                           struct image_trouble *trouble)
{
    struct search search = {.replace = replace, .image = image, .looked = UINT64_MAX};
    enum esp_edit_result result;
    uint64_t at = 0;

    find_ranges(&search);
    result = replace_in_sectors(&search, trouble);
    while (result == ESP_EDIT_DONE && at < image->size) {
        const struct range *files = next_files(&search, at);
        uint64_t stop = files && files->start < image->size ? files->start : image->size;

        if (stop > at)
            result = replace_in_bytes(&search, (size_t)at, (size_t)stop, visit, context, trouble);
        at = files && files->end > stop ? files->end : image->size;
    }
    return result;
}
