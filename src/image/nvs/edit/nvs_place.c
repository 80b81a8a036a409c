/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where NVS lies in an image, and the names of its values.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "image/nvs/edit/nvs_work.h"
#include "image/table/table.h"

/* Does the image consist of pages of NVS?  Some may be damaged. */
static bool is_partition(const struct esp_settings_image *image)
{
    size_t used = 0, others = 0;
    struct image_nvs_page page;

    if (image->size % IMAGE_NVS_PAGE_SIZE)
        return false;
    for (size_t i = 0; i < image->size / IMAGE_NVS_PAGE_SIZE; i++) {
        image_nvs_page_parse(&page, image->data + i * IMAGE_NVS_PAGE_SIZE, (unsigned)i);
        used += page.state != IMAGE_NVS_BLANK && page.state != IMAGE_NVS_CORRUPT;
        others += page.state == IMAGE_NVS_CORRUPT;
    }
    return used > others;
}

/* Of several rows the one with the name "nvs"; NULL with *trouble if the choice is not
 * clear. */
static const struct image_row *choose_row(const struct image_table *table,
                                          struct image_trouble *trouble)
{
    const struct image_row *found = NULL;
    char names[96] = "";
    unsigned count = 0;

    for (unsigned i = 0; i < table->count; i++) {
        const struct image_row *row = &table->rows[i];
        size_t length = strlen(names);

        if (row->type != IMAGE_TYPE_DATA || row->subtype != IMAGE_DATA_NVS)
            continue;
        if (strcmp(row->name, "nvs") == 0)
            return row;
        snprintf(names + length, sizeof(names) - length, "%s%s", count ? ", " : "", row->name);
        found = row;
        count++;
    }
    if (count == 1)
        return found;
    if (count == 0)
        image_trouble_set(trouble, table->offset, "the table has no partition for NVS");
    else
        image_trouble_set(trouble, table->offset,
                          "the table has %u partitions for NVS: %s; --nvs-partition chooses one",
                          count, names);
    return NULL;
}

static enum esp_edit_result check_place(const struct esp_settings_image *image, uint32_t offset,
                                        uint32_t size, struct image_trouble *trouble)
{
    if (offset > image->size || size > image->size - offset) {
        image_trouble_set(trouble, offset,
                          "the NVS partition at 0x%" PRIx32 " ends behind the image's end at 0x%zx",
                          offset, image->size);
        return ESP_EDIT_REFUSED;
    }
    if (size % IMAGE_NVS_PAGE_SIZE) {
        image_trouble_set(trouble, offset,
                          "0x%" PRIx32 " bytes are no whole number of NVS pages of 4 KB", size);
        return ESP_EDIT_REFUSED;
    }
    return ESP_EDIT_DONE;
}

enum esp_edit_result image_nvs_place(const struct esp_settings_image *image, uint32_t *offset,
                                     uint32_t *size, char *name, struct image_trouble *trouble)
{
    const struct image_row *row;
    struct image_table table;

    name[0] = '\0';
    if (image->place_size > 0) {
        *offset = image->place_offset;
        *size = image->place_size;
        return check_place(image, *offset, *size, trouble);
    }
    if (!image_table_find(&table, image->data, image->size)) {
        *offset = 0;
        *size = (uint32_t)image->size;
        if (is_partition(image))
            return ESP_EDIT_DONE;
        image_trouble_set(trouble, 0, "the image has no partition for NVS, and is none by itself");
        return ESP_EDIT_ABSENT;
    }
    row = choose_row(&table, trouble);
    if (!row)
        return ESP_EDIT_ABSENT;
    *offset = row->offset;
    *size = row->size;
    memcpy(name, row->name, sizeof(row->name));
    return check_place(image, *offset, *size, trouble);
}

static enum esp_edit_result copy_part(char *to, const char *from, size_t length, const char *what,
                                      struct image_trouble *trouble)
{
    if (length == 0 || length > IMAGE_NVS_KEY_MAX) {
        image_trouble_set(trouble, 0, "a %s of NVS has 1 to %d characters", what,
                          IMAGE_NVS_KEY_MAX);
        return ESP_EDIT_BAD;
    }
    memcpy(to, from, length);
    to[length] = '\0';
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)to[i] >= ' ' && to[i] != 0x7f)
            continue;
        image_trouble_set(trouble, 0, "a %s of NVS has no control characters", what);
        return ESP_EDIT_BAD;
    }
    return ESP_EDIT_DONE;
}

int image_nvs_name_shown(const char *text)
{
    return (int)strcspn(text, "=: \t");
}

enum esp_edit_result image_nvs_name_parse(struct image_nvs_name *name, const char *text,
                                          struct image_trouble *trouble)
{
    const char *slash = strchr(text, '/');
    enum esp_edit_result result;

    if (!slash) {
        image_trouble_set(trouble, 0, "the name does not have the form NAMESPACE/KEY");
        return ESP_EDIT_BAD;
    }
    result = copy_part(name->space, text, (size_t)(slash - text), "namespace", trouble);
    if (result == ESP_EDIT_DONE)
        result = copy_part(name->key, slash + 1, strlen(slash + 1), "key", trouble);
    return result;
}
