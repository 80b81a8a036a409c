/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of ESPEasy's settings: files of a file system, edited in place.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "image/fields/espeasy_layout.h"
#include "image/fields/volumes.h"

/* A file of settings. */
struct kind {
    const char *path;
    const struct image_field *fields;
    bool (*sum)(const uint8_t *data, uint32_t size, struct image_espeasy_sum *sum,
                struct image_trouble *trouble);
    uint32_t most; /* bytes that the structure may have */
};

static const struct kind kinds[] = {
    {"config.dat", image_espeasy_settings_fields, image_espeasy_settings_sum,
     IMAGE_ESPEASY_SETTINGS},
    {"security.dat", image_espeasy_security_fields, image_espeasy_security_sum,
     IMAGE_ESPEASY_SECURITY},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* The settings of one file, as they were found. */
struct settings {
    const struct kind *kind;
    struct image_volume_file place;
    uint8_t data[IMAGE_ESPEASY_SETTINGS]; /* the file's first bytes */
    uint32_t size;
    struct image_espeasy_sum sum;
};

/* After ESP_EDIT_DONE the caller calls image_volume_file_free(). */
static enum esp_edit_result open_settings(struct settings *settings, const struct kind *kind,
                                          const struct esp_settings_image *image,
                                          struct image_trouble *trouble)
{
    enum esp_edit_result result =
        image_volume_file_find(&settings->place, image, kind->path, trouble);

    if (result != ESP_EDIT_DONE)
        return result;
    settings->kind = kind;
    settings->size = settings->place.file->size < kind->most ? settings->place.file->size : kind->most;
    image_fsfile_get(settings->place.file, image->data + settings->place.volume.offset, 0,
                     settings->data, settings->size);
    if (kind->sum(settings->data, settings->size, &settings->sum, trouble))
        return ESP_EDIT_DONE;
    image_volume_file_free(&settings->place);
    return ESP_EDIT_REFUSED;
}

static bool visit_field(const struct settings *settings, const struct image_field *field,
                        esp_setting_visit *visit, void *context)
{
    char text[IMAGE_FIELD_TEXT_MAX];
    struct esp_setting setting = {
        .name = field->name,
        .type = image_field_type_name(field->type),
        .text = text,
        .secret = field->secret,
        .offset = settings->place.volume.offset +
                  image_fsfile_place(settings->place.file, field->offset),
    };

    image_field_show(field, settings->data + field->offset, text);
    return visit(context, &setting);
}

static bool espeasy_find(const struct esp_settings_image *image)
{
    struct image_volume_file place;
    struct image_trouble trouble;

    if (image_volume_file_find(&place, image, kinds[0].path, &trouble) != ESP_EDIT_DONE)
        return false;
    image_volume_file_free(&place);
    return true;
}

static enum esp_edit_result espeasy_list(const struct esp_settings_image *image,
                                         esp_setting_visit *visit, void *context,
                                         struct image_trouble *trouble)
{
    bool more = true;

    for (unsigned i = 0; i < KINDS && more; i++) {
        struct settings settings;
        enum esp_edit_result result = open_settings(&settings, &kinds[i], image, trouble);

        if (result == ESP_EDIT_ABSENT && i > 0)
            continue;
        if (result != ESP_EDIT_DONE)
            return result;
        for (const struct image_field *field = kinds[i].fields; field->name && more; field++)
            more = visit_field(&settings, field, visit, context);
        image_volume_file_free(&settings.place);
    }
    return ESP_EDIT_DONE;
}

static enum esp_edit_result find_field(const char *name, const struct kind **kind,
                                       const struct image_field **field,
                                       struct image_trouble *trouble)
{
    for (unsigned i = 0; i < KINDS; i++) {
        *field = image_field_named(kinds[i].fields, name);
        if (*field) {
            *kind = &kinds[i];
            return ESP_EDIT_DONE;
        }
    }
    image_trouble_set(trouble, 0, "ESPEasy has no setting '%.40s' that is known here", name);
    return ESP_EDIT_BAD;
}

static enum esp_edit_result espeasy_get(const struct esp_settings_image *image, const char *name,
                                        esp_setting_visit *visit, void *context,
                                        struct image_trouble *trouble)
{
    const struct image_field *field;
    const struct kind *kind;
    struct settings settings;
    enum esp_edit_result result = find_field(name, &kind, &field, trouble);

    if (result == ESP_EDIT_DONE)
        result = open_settings(&settings, kind, image, trouble);
    if (result != ESP_EDIT_DONE)
        return result;
    visit_field(&settings, field, visit, context);
    image_volume_file_free(&settings.place);
    return ESP_EDIT_DONE;
}

static void put_back(const struct settings *settings, struct esp_settings_image *image,
                     uint32_t offset, uint32_t size)
{
    image_fsfile_put(&settings->place.files, settings->place.file,
                     image->data + settings->place.volume.offset, offset, settings->data + offset,
                     size);
}

static enum esp_edit_result espeasy_set(struct esp_settings_image *image, const char *name,
                                        const char *text, struct image_trouble *trouble)
{
    const struct image_field *field;
    const struct kind *kind;
    struct settings settings;
    enum esp_edit_result result = find_field(name, &kind, &field, trouble);

    if (result == ESP_EDIT_DONE)
        result = open_settings(&settings, kind, image, trouble);
    if (result != ESP_EDIT_DONE)
        return result;
    if (image_field_parse(field, text, settings.data + field->offset, trouble)) {
        put_back(&settings, image, field->offset, field->size);
        image_espeasy_sum_put(&settings.sum, settings.data);
        if (settings.sum.present)
            put_back(&settings, image, settings.sum.offset, IMAGE_ESPEASY_SUM);
    } else {
        result = ESP_EDIT_BAD;
    }
    image_volume_file_free(&settings.place);
    return result;
}

const struct esp_editor esp_espeasy_editor = {
    .prefix = "espeasy",
    .find = espeasy_find,
    .list = espeasy_list,
    .get = espeasy_get,
    .set = espeasy_set,
};
