/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The copies of Tasmota's settings in an image, and their texts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/tasmota_copies.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/digit.h"
#include "image/fields/volumes.h"
#include "image/table/table.h"

/* Versions whose texts and addresses lie as described here.  The versions of January to
 * March 2022 were named after the calendar. */
#define FIRST_KNOWN UINT32_C(0x06000001)
#define LAST_KNOWN UINT32_C(0x0fffffff)
#define CALENDAR_2022 UINT32_C(0x1416)

enum { VERSION_OFFSET = 8 };
enum { EEPROM_MARK = 0xfb }; /* the low byte of the number of Arduino's EEPROM sector */

struct walk {
    struct esp_settings_image *image;
    bool store;
    image_tasmota_visit *visit;
    void *context;
    struct image_trouble *trouble;
    struct image_tasmota_copy copy;
    bool changed;
};

static bool is_known(uint32_t version)
{
    return (version >= FIRST_KNOWN && version <= LAST_KNOWN) || version >> 16 == CALENDAR_2022;
}

/* Visits the copy in walk->copy if its check is right. */
static enum esp_edit_result visit(struct walk *walk, enum image_tasmota_where where,
                                  uint32_t offset)
{
    struct image_tasmota_copy *copy = &walk->copy;
    enum esp_edit_result result;

    walk->changed = false;
    copy->where = where;
    copy->offset = offset;
    if (!image_tasmota_parse(&copy->header, copy->data) || !copy->header.right)
        return ESP_EDIT_DONE;
    copy->sum16 = image_tasmota_sum16_right(copy->data);
    copy->known = is_known(copy->header.version);
    result = walk->visit(walk->context, copy, &walk->changed, walk->trouble);
    if (result != ESP_EDIT_DONE || !walk->store)
        walk->changed = false;
    if (walk->changed)
        image_tasmota_renew(copy->data, copy->sum16);
    return result;
}

static enum esp_edit_result visit_file(struct walk *walk, const char *path,
                                       enum image_tasmota_where where)
{
    struct image_volume_file found;
    struct image_trouble trouble;
    enum esp_edit_result result = image_volume_file_find(&found, walk->image, path, &trouble);
    uint8_t *data;

    if (result == ESP_EDIT_ABSENT)
        return ESP_EDIT_DONE;
    if (result != ESP_EDIT_DONE) {
        *walk->trouble = trouble;
        return result;
    }
    if (found.file->size == IMAGE_TASMOTA_SIZE) {
        data = walk->image->data + found.volume.offset;
        image_fsfile_get(found.file, data, 0, walk->copy.data, IMAGE_TASMOTA_SIZE);
        result = visit(walk, where, found.volume.offset + image_fsfile_place(found.file, 0));
        if (walk->changed)
            image_fsfile_put(&found.files, found.file, data, 0, walk->copy.data, IMAGE_TASMOTA_SIZE);
    }
    image_volume_file_free(&found);
    return result;
}

static enum esp_edit_result visit_sector(struct walk *walk, size_t sector)
{
    uint8_t *data = walk->image->data + sector * IMAGE_TASMOTA_SIZE;
    enum esp_edit_result result;

    memcpy(walk->copy.data, data, IMAGE_TASMOTA_SIZE);
    result = visit(walk, IMAGE_TASMOTA_SECTOR, (uint32_t)(sector * IMAGE_TASMOTA_SIZE));
    if (walk->changed)
        memcpy(data, walk->copy.data, IMAGE_TASMOTA_SIZE);
    return result;
}

/* The EEPROM sectors of all layouts come first, and then the others from the last on. */
static enum esp_edit_result visit_sectors(struct walk *walk)
{
    size_t sectors = walk->image->size / IMAGE_TASMOTA_SIZE;
    enum esp_edit_result result = ESP_EDIT_DONE;

    if (sectors > UINT32_MAX / IMAGE_TASMOTA_SIZE)
        sectors = UINT32_MAX / IMAGE_TASMOTA_SIZE;
    for (unsigned pass = 0; pass < 2; pass++)
        for (size_t i = sectors; i > 0 && result == ESP_EDIT_DONE; i--)
            if (((i - 1) & 0xff) == EEPROM_MARK ? pass == 0 : pass == 1)
                result = visit_sector(walk, i - 1);
    return result;
}

/* ---- the blob in NVS, by way of its editor's text ---- */

static const char blob_name[] = "main/Settings";

struct blob {
    uint8_t *data;
    uint32_t offset;
    bool good;
};

/* Reads the digits of a blob of the right size. */
static bool take_blob(void *context, const struct esp_setting *setting)
{
    const char *digits = strchr(setting->text, ':');
    struct blob *blob = context;

    digits = digits ? digits + 1 : setting->text;
    blob->offset = setting->offset;
    blob->good = strlen(digits) == 2 * (size_t)IMAGE_TASMOTA_SIZE;
    for (size_t i = 0; blob->good && i < IMAGE_TASMOTA_SIZE; i++) {
        int high = esp_digit(digits[2 * i]), low = esp_digit(digits[2 * i + 1]);

        blob->good = high >= 0 && low >= 0;
        blob->data[i] = (uint8_t)(high << 4 | low);
    }
    return false;
}

static enum esp_edit_result put_blob(struct walk *walk)
{
    static const char hex[] = "0123456789abcdef";
    static const char type[] = "blob:";
    size_t size = sizeof(type) + 2 * (size_t)IMAGE_TASMOTA_SIZE;
    char *text = malloc(size), *at;
    enum esp_edit_result result;

    if (!text) {
        image_trouble_set(walk->trouble, 0, "out of memory");
        return ESP_EDIT_NOMEM;
    }
    memcpy(text, type, sizeof(type));
    at = text + sizeof(type) - 1;
    for (size_t i = 0; i < IMAGE_TASMOTA_SIZE; i++) {
        *at++ = hex[walk->copy.data[i] >> 4];
        *at++ = hex[walk->copy.data[i] & 15];
    }
    *at = '\0';
    result = esp_nvs_editor.set(walk->image, blob_name, text, walk->trouble);
    OPENSSL_cleanse(text, size);
    free(text);
    return result;
}

static enum esp_edit_result visit_nvs(struct walk *walk)
{
    struct blob blob = {.data = walk->copy.data};
    struct image_trouble trouble;
    enum esp_edit_result result;

    if (!esp_nvs_editor.find(walk->image) ||
        esp_nvs_editor.get(walk->image, blob_name, take_blob, &blob, &trouble) != ESP_EDIT_DONE ||
        !blob.good)
        return ESP_EDIT_DONE;
    result = visit(walk, IMAGE_TASMOTA_NVS, blob.offset);
    return walk->changed ? put_blob(walk) : result;
}

enum esp_edit_result image_tasmota_each(struct esp_settings_image *image, bool store,
                                        image_tasmota_visit *visit_copy, void *context,
                                        struct image_trouble *trouble)
{
    struct walk walk = {.image = image,
                        .store = store,
                        .visit = visit_copy,
                        .context = context,
                        .trouble = trouble};
    enum esp_edit_result result = visit_file(&walk, ".settings", IMAGE_TASMOTA_FILE);
    struct image_table table;

    if (result == ESP_EDIT_DONE)
        result = image_table_find(&table, image->data, image->size) ? visit_nvs(&walk)
                                                                    : visit_sectors(&walk);
    if (result == ESP_EDIT_DONE)
        result = visit_file(&walk, ".settings.lkg", IMAGE_TASMOTA_LAST_KNOWN);
    OPENSSL_cleanse(&walk.copy, sizeof(walk.copy));
    return result;
}

static enum esp_edit_result stop(void *context, struct image_tasmota_copy *copy, bool *changed,
                                 struct image_trouble *trouble)
{
    (void)copy;
    (void)changed;
    (void)trouble;
    *(bool *)context = true;
    return ESP_EDIT_REFUSED;
}

bool image_tasmota_find_early(const struct esp_settings_image *image, uint32_t *offset)
{
    struct image_table table;

    if (image_table_find(&table, image->data, image->size))
        return false;
    for (size_t at = 0; image->size - at >= IMAGE_TASMOTA_SIZE && at < UINT32_MAX;
         at += IMAGE_TASMOTA_SIZE) {
        *offset = (uint32_t)at;
        if (image_tasmota_is_early(image->data + at))
            return true;
    }
    return false;
}

bool image_tasmota_any(const struct esp_settings_image *image)
{
    struct esp_settings_image copy = *image;
    struct image_trouble trouble;
    bool found = false;
    uint32_t offset;

    (void)image_tasmota_each(&copy, false, stop, &found, &trouble);
    return found || image_tasmota_find_early(image, &offset);
}

/* ---- texts in fields of their own ---- */

/* Fields of SYSCFG that have the same place in all versions from 6.0 to 7.2. */
static const struct own_field {
    uint8_t index; /* of SettingsTextIndex */
    uint16_t offset, size;
} own_fields[] = {
    {0, 0x17, 101},  {4, 0xa1, 33},   {5, 0xc2, 33},   {6, 0xe3, 65},   {7, 0x124, 65},
    {8, 0x165, 33},  {9, 0x186, 33},  {10, 0x4a9, 33}, {12, 0x1e9, 33}, {13, 0x20c, 33},
    {14, 0x22d, 33}, {15, 0x24e, 33}, {16, 0x558, 100}, {17, 0x26f, 33}, {20, 0x2b1, 33},
    {28, 0x7ce, 10}, {29, 0x7d8, 10}, {30, 0x7e2, 10}, {31, 0x7ec, 10}, {32, 0x7f6, 10},
    {44, 0x3ac, 33}, {45, 0x3cd, 33}, {46, 0x3ee, 33}, {47, 0x40f, 33},
};

static bool has_own_fields(const uint8_t *data)
{
    return esp_get32(data + VERSION_OFFSET) < IMAGE_TASMOTA_POOL_SINCE;
}

static const struct own_field *find_own_field(unsigned index)
{
    for (size_t i = 0; i < sizeof(own_fields) / sizeof(own_fields[0]); i++)
        if (own_fields[i].index == index)
            return &own_fields[i];
    return NULL;
}

static const char *own_text(const uint8_t *data, unsigned index)
{
    const struct own_field *field = find_own_field(index);

    return field && memchr(data + field->offset, 0, field->size)
               ? (const char *)data + field->offset
               : NULL;
}

static bool set_own_text(uint8_t *data, unsigned index, const char *text)
{
    const struct own_field *field = find_own_field(index);
    size_t size = strlen(text);

    if (!field || size >= field->size)
        return false;
    memset(data + field->offset, 0, field->size);
    memcpy(data + field->offset, text, size);
    return true;
}

/* ---- texts ---- */

const char *image_tasmota_text(const uint8_t *data, unsigned index)
{
    const char *texts = (const char *)data + IMAGE_TASMOTA_TEXTS;
    size_t at = 0;

    if (has_own_fields(data))
        return own_text(data, index);
    for (; index > 0 && at < IMAGE_TASMOTA_TEXTS_SIZE; index--)
        at += strnlen(texts + at, IMAGE_TASMOTA_TEXTS_SIZE - at) + 1;
    return at < IMAGE_TASMOTA_TEXTS_SIZE && memchr(texts + at, 0, IMAGE_TASMOTA_TEXTS_SIZE - at)
               ? texts + at
               : NULL;
}

/* The bytes of all texts with their NULs, as if there were as many as there can be. */
static size_t texts_length(const uint8_t *data)
{
    const char *texts = (const char *)data + IMAGE_TASMOTA_TEXTS;
    size_t at = 0;

    for (unsigned i = 0; i < IMAGE_TASMOTA_TEXT_COUNT; i++)
        at += at < IMAGE_TASMOTA_TEXTS_SIZE ? strnlen(texts + at, IMAGE_TASMOTA_TEXTS_SIZE - at) + 1
                                            : 1;
    return at;
}

bool image_tasmota_text_set(uint8_t *data, unsigned index, const char *text)
{
    char *texts = (char *)data + IMAGE_TASMOTA_TEXTS;
    const char *old = image_tasmota_text(data, index);
    size_t length = texts_length(data), size = strlen(text), start, end, rest;

    if (has_own_fields(data))
        return set_own_text(data, index, text);
    if (!old || length > IMAGE_TASMOTA_TEXTS_SIZE ||
        length - strlen(old) + size > IMAGE_TASMOTA_TEXTS_SIZE)
        return false;
    start = (size_t)(old - texts);
    end = start + strlen(old);
    rest = length - end;
    memmove(texts + start + size, texts + end, rest);
    memcpy(texts + start, text, size);
    memset(texts + start + size + rest, 0, IMAGE_TASMOTA_TEXTS_SIZE - (start + size + rest));
    return true;
}
