/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: editing NVS partitions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "fuzz/lib/fuzz.h"
#include "image/nvs/edit/nvs_purge.h"
#include "image/nvs/edit/nvs_text.h"
#include "image/settings/editor.h"

static struct esp_settings_image image_of(uint8_t *data, size_t size)
{
    return (struct esp_settings_image){.data = data, .size = size, .place_size = (uint32_t)size};
}

/* Makes the CRCs of headers and entries right, so that the editor gets further. */
static void mend(uint8_t *data, size_t size)
{
    for (size_t at = 0; at + IMAGE_NVS_PAGE_SIZE <= size; at += IMAGE_NVS_PAGE_SIZE) {
        uint8_t *page = data + at;

        if (esp_blank(page, IMAGE_NVS_PAGE_SIZE))
            continue;
        if (esp_get32(page) < IMAGE_NVS_RAW_FREEING)
            esp_put32(page, IMAGE_NVS_RAW_BLANK << page[0] % 4);
        page[8] |= 0xfe;
        esp_put32(page + IMAGE_NVS_HEADER_CRC, image_nvs_crc(page + 4, IMAGE_NVS_HEADER_CRC - 4));
        for (unsigned i = 0; i < IMAGE_NVS_ENTRIES; i++) {
            uint8_t *raw = page + IMAGE_NVS_FIRST_ENTRY + (size_t)i * IMAGE_NVS_ENTRY_SIZE;

            esp_put32(raw + 4, image_nvs_entry_crc(raw));
        }
    }
}

static bool compare(void *context, const struct esp_setting *setting)
{
    FUZZ_CHECK(strcmp(setting->text, context) == 0);
    return true;
}

/* A board starts with a partition that an edit has left, and has the value.  Duplicates of
 * other keys, which the input had, may still be there. */
static void check_start(const uint8_t *data, size_t size, const char *name, char *text)
{
    struct image_nvs_store store;
    struct image_trouble trouble;
    uint8_t *copy = fuzz_copy(data, size);
    struct esp_settings_image image = image_of(copy, size);

    FUZZ_CHECK(image_nvs_store_open(&store, copy, size, &trouble) == ESP_EDIT_DONE);
    FUZZ_CHECK(store.spare_count > 0);
    image_nvs_store_close(&store);
    FUZZ_CHECK(esp_nvs_editor.get(&image, name, compare, text, &trouble) == ESP_EDIT_DONE);
    free(copy);
}

/* Either the value is there afterwards, or no byte has changed. */
static void check_set(uint8_t *data, size_t size, const char *name, const char *text,
                      const char *want)
{
    struct esp_settings_image image = image_of(data, size);
    struct image_trouble trouble;
    uint8_t *before = fuzz_copy(data, size);
    char expected[1024];

    snprintf(expected, sizeof(expected), "%s", want);
    if (esp_nvs_editor.set(&image, name, text, &trouble) != ESP_EDIT_DONE) {
        FUZZ_CHECK(memcmp(before, data, size) == 0 && trouble.text[0] != '\0');
    } else {
        FUZZ_CHECK(esp_nvs_editor.get(&image, name, compare, expected, &trouble) == ESP_EDIT_DONE);
        if (memcmp(before, data, size) != 0)
            check_start(data, size, name, expected);
    }
    free(before);
}

static bool list_one(void *context, const struct esp_setting *setting)
{
    FUZZ_CHECK(setting->offset < *(const size_t *)context && setting->type && strchr(setting->name, '/'));
    return true;
}

static void check_edits(uint8_t *data, size_t size)
{
    struct esp_settings_image image = image_of(data, size);
    struct image_trouble trouble;
    char digits[601];

    memset(digits, 'a', sizeof(digits) - 1);
    digits[sizeof(digits) - 1] = '\0';
    esp_nvs_editor.find(&image);
    esp_nvs_editor.list(&image, list_one, &size, &trouble);
    check_set(data, size, "wifi/ssid", "str:cafe", "cafe");
    for (unsigned i = 0; i < 3; i++) {
        digits[0] = (char)('1' + i);
        char text[sizeof(digits) + 8];

        snprintf(text, sizeof(text), "blob:%s", digits);
        check_set(data, size, "a/big", text, digits);
    }
    check_set(data, size, "a/x", "i16:-2", "-2");
}

/* With keys, what was encrypted is decrypted to the same. */
static void check_encrypted(const uint8_t *data, size_t size)
{
    uint8_t keys[68], *copy = fuzz_copy(data, size);
    struct esp_settings_image image = image_of(copy, size);

    for (unsigned i = 0; i < 64; i++)
        keys[i] = (uint8_t)i;
    esp_put32(keys + 64, image_nvs_crc(keys, 64));
    image.nvs_keys = keys;
    image.nvs_keys_size = sizeof(keys);
    if (size >= IMAGE_NVS_PAGE_SIZE) {
        struct image_trouble trouble;
        char want[] = "cafe";

        if (esp_nvs_editor.set(&image, "wifi/ssid", "str:cafe", &trouble) == ESP_EDIT_DONE)
            FUZZ_CHECK(esp_nvs_editor.get(&image, "wifi/ssid", compare, want, &trouble) == ESP_EDIT_DONE);
    }
    free(copy);
}

static const char secret[] = "1111";

static unsigned overwrite(void *context, uint8_t *data, size_t size)
{
    unsigned count = 0;
    uint8_t *found;

    (void)context;
    for (; (found = memmem(data, size, secret, sizeof(secret) - 1)); count++)
        memset(found, '*', sizeof(secret) - 1);
    return count;
}

static bool has_none(void *context, const struct image_nvs_value *value)
{
    uint8_t *bytes = image_nvs_has_data(value->type) ? image_nvs_work_bytes(context, value) : NULL;

    FUZZ_CHECK(!bytes || !memmem(bytes, value->size, secret, sizeof(secret) - 1));
    free(bytes);
    return true;
}

/* After a purge no value has the secret, also not in two parts of a blob. */
static void check_purge(uint8_t *data, size_t size)
{
    struct esp_settings_image image = image_of(data, size);
    struct image_nvs_work work;
    struct image_trouble trouble;
    struct image_nvs nvs;
    unsigned count;

    if (image_nvs_work_open(&work, &image, &trouble) == ESP_EDIT_DONE &&
        image_nvs_work_purge(&work, overwrite, NULL, &count, &trouble) == ESP_EDIT_DONE) {
        FUZZ_CHECK(image_nvs_open(&nvs, work.plain, work.size));
        image_nvs_each(&nvs, has_none, &nvs);
        image_nvs_close(&nvs);
    }
    image_nvs_work_close(&work);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *exact;

    size -= size % IMAGE_NVS_PAGE_SIZE;
    if (size == 0)
        return 0;
    exact = fuzz_copy(data, size);
    check_edits(exact, size);
    memcpy(exact, data, size);
    mend(exact, size);
    check_edits(exact, size);
    check_purge(exact, size);
    check_encrypted(data, size);
    free(exact);
    return 0;
}
