/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks the settings of firmwares: ESPEasy's and Tasmota's.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fields/scrub.h"
#include "image/fields/seal.h"
#include "image/fields/tasmota_copies.h"
#include "image/fields/volumes.h"

/* ---- ESPEasy ---- */

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
        image_scrub_keep(scrub, bytes, strnlen((char *)bytes, field->size), field->secret);
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
        memset(data, 0, size); /* of an unknown layout */
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
    (void)scrub;
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

static enum esp_edit_result scrub_file(struct image_scrub *scrub,
                                       const struct image_volume_file *found, unsigned number)
{
    uint8_t *data = scrub->image->data + found->volume.offset;
    uint32_t size = found->file->size;
    uint8_t *bytes = malloc(size ? size : 1);
    enum esp_edit_result result = ESP_EDIT_REFUSED;

    if (!bytes) {
        scrub->out_of_memory = true;
        return ESP_EDIT_DONE;
    }
    image_fsfile_get(found->file, data, 0, bytes, size);
    if (files[number].blank(scrub, bytes, size)) {
        image_fsfile_put(&found->files, found->file, data, 0, bytes, size);
        scrub->note(scrub->context, found->volume.offset + image_fsfile_place(found->file, 0), size,
                    "ESPEasy's settings in the file", files[number].path);
        result = ESP_EDIT_DONE;
    }
    memset(bytes, 0, size);
    free(bytes);
    return result;
}

enum esp_edit_result image_scrub_espeasy(struct image_scrub *scrub)
{
    enum esp_edit_result result = ESP_EDIT_DONE;

    if (!esp_espeasy_editor.find(scrub->image))
        return ESP_EDIT_DONE;
    for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]) && result == ESP_EDIT_DONE; i++) {
        struct image_volume_file found;

        result = image_volume_file_find(&found, scrub->image, files[i].path, &scrub->trouble);
        if (result == ESP_EDIT_ABSENT) {
            result = ESP_EDIT_DONE;
        } else if (result == ESP_EDIT_DONE) {
            result = scrub_file(scrub, &found, i);
            image_volume_file_free(&found);
        }
    }
    return result;
}

/* ---- Tasmota ---- */

/* Texts, and what they become: the firmware's defaults. */
static const struct {
    unsigned index;
    bool secret;
    const char *becomes;
} texts[] = {
    {4, false, ""},  {5, false, ""},  {6, true, ""},   {7, true, ""}, /* networks */
    {8, false, "%s-%04d"},                                            /* WIFI_HOSTNAME */
    {9, false, ""},  {10, true, ""},  {12, false, ""},                /* log, web, broker */
    {13, false, "DVES_%06X"},                                         /* MQTT_CLIENT_ID */
    {14, false, ""}, {15, true, ""},  {17, false, "tasmota_%06X"},    /* MQTT_TOPIC */
    {44, false, "Tasmota"}, {45, false, ""}, {46, false, ""}, {47, false, ""},
};

/* Bytes of TSettings. */
static const struct {
    uint32_t offset, size;
} bytes[] = {
    {0x3a8, 4},  /* pn532_password */
    {0x544, 28}, /* addresses, and those of the range extender */
    {0x6b0, 8},  /* latitude, longitude */
    {0xf09, 7},  /* channel and address of the access point */
    {0xf18, 24}, /* Zigbee: network and key */
    {0xf88, 20}, /* addresses of the Ethernet */
    {0xfbc, 16}, /* KeeLoq */
};

enum { LATER_TEXTS = 76 }; /* the device's name, and tokens of services */

static void blank_text(struct image_scrub *scrub, uint8_t *data, unsigned index, bool secret,
                       const char *becomes)
{
    const char *text = image_tasmota_text(data, index);

    if (!text || !*text)
        return;
    image_scrub_keep(scrub, text, strlen(text), secret);
    if (!image_tasmota_text_set(data, index, becomes))
        (void)image_tasmota_text_set(data, index, "");
}

struct tasmota_job {
    struct image_scrub *scrub;
    bool found;
    uint16_t holder; /* of a copy that was found */
};

static enum esp_edit_result blank_copy(void *context, struct image_tasmota_copy *copy,
                                       bool *changed, struct image_trouble *trouble)
{
    struct tasmota_job *job = context;
    struct image_scrub *scrub = job->scrub;

    (void)trouble;
    *changed = true;
    job->found = true;
    job->holder = copy->header.holder;
    scrub->note(scrub->context, copy->offset, IMAGE_TASMOTA_SIZE, "Tasmota's settings", NULL);
    if (!copy->known) { /* another holder makes the firmware take its defaults */
        uint32_t version = copy->header.version;

        memset(copy->data, 0, IMAGE_TASMOTA_SIZE);
        esp_put16(copy->data + 2, IMAGE_TASMOTA_SIZE);
        esp_put32(copy->data + 8, version);
        return ESP_EDIT_DONE;
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        blank_text(scrub, copy->data, texts[i].index, texts[i].secret, texts[i].becomes);
    for (unsigned i = LATER_TEXTS; i < IMAGE_TASMOTA_TEXT_COUNT; i++)
        blank_text(scrub, copy->data, i, true, "");
    for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++)
        memset(copy->data + bytes[i].offset, 0, bytes[i].size);
    return ESP_EDIT_DONE;
}

/* Erases damaged copies, which the firmware does not take. */
static void blank_damaged(const struct tasmota_job *job)
{
    struct esp_settings_image *image = job->scrub->image;

    for (size_t at = 0; at + IMAGE_TASMOTA_SIZE <= image->size; at += IMAGE_TASMOTA_SIZE) {
        struct image_tasmota header;

        if (!image_tasmota_parse(&header, image->data + at) || header.right ||
            header.holder != job->holder)
            continue;
        memset(image->data + at, 0xff, IMAGE_TASMOTA_SIZE);
        job->scrub->note(job->scrub->context, (uint32_t)at, IMAGE_TASMOTA_SIZE,
                         "a damaged copy of Tasmota's settings", NULL);
    }
}

enum esp_edit_result image_scrub_tasmota(struct image_scrub *scrub)
{
    struct tasmota_job job = {.scrub = scrub};
    enum esp_edit_result result =
        image_tasmota_each(scrub->image, true, blank_copy, &job, &scrub->trouble);

    if (result == ESP_EDIT_DONE && job.found)
        blank_damaged(&job);
    return result;
}
