/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks ESPEasy's settings.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fields/scrub.h"
#include "image/fields/seal.h"

/* ControllerSettingsStruct.h and StorageLayout.h: three structures, one in each 1024 bytes,
 * at a place that depends on the version and the number of tasks. */
enum { CONTROLLERS = 3, CONTROLLER_ROOM = 1024 };
static const struct {
    uint32_t offset, size;
} controller_parts[] = {
    {1, 4},    /* IP */
    {12, 710}, /* host name, topics, messages */
    {752, 65}, /* ClientID */
};

static uint32_t controllers_at(const struct image_espeasy_sum *sum, const uint8_t *data)
{
    if (esp_get32(data + 4) == 3) /* version, ESP32 */
        return 8192;
    return sum->size > 2048 ? 4096 + 2048 * 24 : 28672; /* 24 or 12 tasks */
}

static void blank_field(struct image_scrub *scrub, const struct image_field *field, uint8_t *data)
{
    uint8_t *bytes = data + field->offset;

    if (field->type == IMAGE_FIELD_TEXT)
        image_scrub_keep(scrub, bytes, strnlen((char *)bytes, field->size),
                         field->secret || strncmp(field->name, "ssid", 4) == 0);
    memset(bytes, 0, field->size);
}

static void blank_controllers(struct image_scrub *scrub, const struct image_espeasy_sum *sum,
                              uint8_t *data, uint32_t size)
{
    uint32_t at = controllers_at(sum, data);

    for (unsigned i = 0; i < CONTROLLERS; i++, at += CONTROLLER_ROOM) {
        if (size < CONTROLLER_ROOM || at > size - CONTROLLER_ROOM)
            return;
        image_scrub_keep(scrub, data + at + 12, strnlen((char *)data + at + 12, 65), false);
        for (size_t k = 0; k < sizeof(controller_parts) / sizeof(controller_parts[0]); k++)
            memset(data + at + controller_parts[k].offset, 0, controller_parts[k].size);
    }
}

static bool blank_config(struct image_scrub *scrub, uint8_t *data, uint32_t size)
{
    struct image_espeasy_sum sum;

    if (!image_espeasy_settings_sum(data, size, &sum, &scrub->trouble))
        return false;
    for (const struct image_field *field = image_espeasy_settings_fields; field->name; field++)
        blank_field(scrub, field, data);
    blank_controllers(scrub, &sum, data, size);
    image_espeasy_sum_put(&sum, data);
    return true;
}

/* Behind the structure are longer names and passwords of controllers. */
static bool blank_security(struct image_scrub *scrub, uint8_t *data, uint32_t size)
{
    struct image_espeasy_sum sum;
    struct image_trouble trouble;

    if (!image_espeasy_security_sum(data, size, &sum, &trouble)) {
        image_scrub_keep_runs(scrub, data, size, true); /* of an unknown layout */
        memset(data, 0, size);
        return true;
    }
    for (const struct image_field *field = image_espeasy_security_fields; field->name; field++)
        blank_field(scrub, field, data);
    memset(data + sum.size, 0, size - sum.size);
    image_espeasy_sum_put(&sum, data);
    return true;
}

static bool blank_file(struct image_scrub *scrub, uint8_t *data, uint32_t size)
{
    image_scrub_keep_runs(scrub, data, size, false);
    memset(data, 0, size);
    return true;
}

static const struct {
    const char *path;
    bool (*blank)(struct image_scrub *scrub, uint8_t *data, uint32_t size);
} files[] = {
    {"config.dat", blank_config},
    {"security.dat", blank_security},
    {"notification.dat", blank_file}, /* mail accounts */
    {"provisioning.dat", blank_file},
};

/* Each file by itself: a board that lost its supply may have any of them without the
 * others. */
static bool scrub_file(struct image_scrub *scrub, uint8_t *data, uint32_t size, uint32_t offset,
                       const char *path)
{
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (strcmp(path, files[i].path) != 0)
            continue;
        if (files[i].blank(scrub, data, size)) {
            scrub->note(scrub->context, offset, size, "ESPEasy's settings in the file", path);
            return true;
        }
        image_scrub_fail(scrub, offset, scrub->trouble.text, NULL);
    }
    return false;
}

enum esp_edit_result image_scrub_espeasy(struct image_scrub *scrub)
{
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        image_scrub_files(scrub, files[i].path, scrub_file);
    return ESP_EDIT_DONE;
}
