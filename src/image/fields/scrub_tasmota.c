/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks Tasmota's settings.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fields/scrub.h"
#include "image/fields/tasmota_copies.h"
#include "image/survey/image_cover.h"
#include "image/survey/image_look.h"

/* Texts, and what they become: the firmware's defaults. */
static const struct {
    unsigned index;
    bool secret;
    const char *becomes;
} texts[] = {
    {0, false, ""},  {16, false, "%prefix%/%topic%/"}, {20, false, "tasmotas"}, /* OTA_URL,
                                                              MQTT_FULLTOPIC, MQTT_GRPTOPIC */
    {4, true, ""},   {5, true, ""},   {6, true, ""},   {7, true, ""}, /* networks */
    {8, false, "%s-%04d"},                                            /* WIFI_HOSTNAME */
    {9, false, ""},  {10, true, ""},  {12, false, ""},                /* log, web, broker */
    {13, false, "DVES_%06X"},                                         /* MQTT_CLIENT_ID */
    {14, false, ""}, {15, true, ""},  {17, false, "tasmota_%06X"},    /* MQTT_TOPIC */
    {44, false, "Tasmota"}, {45, false, ""}, {46, false, ""}, {47, false, ""},
};

/* Bytes of TSettings, and the version since which they lie there.  Before, something else
 * does, or nothing. */
static const struct {
    uint32_t offset, size, since, before;
} bytes[] = {
    {0x3a8, 4, 0x0c020002, UINT32_MAX},  /* pn532_password */
    {0x544, 16, 0, UINT32_MAX},          /* addresses */
    {0x554, 12, 0x09050004, UINT32_MAX}, /* the second DNS, and the range extender */
    {0x6b0, 8, 0, UINT32_MAX},           /* latitude, longitude */
    {0xf09, 7, 0x08020000, UINT32_MAX},  /* channel and address of the access point */
    {0xf18, 24, 0x08020000, UINT32_MAX}, /* Zigbee: network and key */
    {0xf88, 20, 0x0a010005, UINT32_MAX}, /* addresses of the Ethernet */
    {0xfbc, 16, 0x08010005, UINT32_MAX}, /* KeeLoq */
    /* What an update to 8.0 leaves of texts of before, until something else lies there. */
    {0x3ac, 165, IMAGE_TASMOTA_POOL_SINCE, 0x08020003}, /* friendly names, a topic */
    {0x4a9, 33, IMAGE_TASMOTA_POOL_SINCE, 0x09020006},  /* the password of the web pages */
    {0x558, 100, IMAGE_TASMOTA_POOL_SINCE, 0x08020003}, /* the full topic */
    {0xea6, 33, IMAGE_TASMOTA_POOL_SINCE, 0x08040002},  /* the domain for CORS */
};

enum { FIRST_MEMORY = 28, MEMORIES = 16 }; /* Mem1 to Mem16: rules store values there */
enum { LATER_TEXTS = 76 }; /* the device's name, and tokens of services */

static void blank_text(struct image_scrub *scrub, uint8_t *data, unsigned index, bool secret,
                       const char *becomes)
{
    const char *text = image_tasmota_text(data, index);

    if (!text || !*text)
        becomes = "";
    else if (strcmp(text, becomes) != 0)
        image_scrub_keep(scrub, text, strlen(text), secret);
    /* Behind the end of a text may be the rest of an older one. */
    if (!image_tasmota_text_set(data, index, becomes))
        (void)image_tasmota_text_set(data, index, "");
}

struct tasmota_job {
    struct image_scrub *scrub;
};

/* Do the texts have their NULs?  The firmware never writes others. */
static bool has_ends(const struct image_tasmota_copy *copy)
{
    return copy->header.version < IMAGE_TASMOTA_POOL_SINCE ||
           copy->data[IMAGE_TASMOTA_TEXTS + IMAGE_TASMOTA_TEXTS_SIZE - 1] == 0;
}

static enum esp_edit_result blank_copy(void *context, struct image_tasmota_copy *copy,
                                       bool *changed, struct image_trouble *trouble)
{
    struct tasmota_job *job = context;
    struct image_scrub *scrub = job->scrub;

    (void)trouble;
    *changed = true;
    scrub->recognised = true;
    scrub->note(scrub->context, copy->offset, IMAGE_TASMOTA_SIZE, "Tasmota's settings", NULL);
    if (!copy->known || !has_ends(copy)) { /* another holder makes the firmware take defaults */
        uint32_t version = copy->header.version;

        image_scrub_keep_runs(scrub, copy->data, IMAGE_TASMOTA_SIZE, false);
        memset(copy->data, 0, IMAGE_TASMOTA_SIZE);
        esp_put16(copy->data + 2, IMAGE_TASMOTA_SIZE);
        esp_put32(copy->data + 8, version);
        return ESP_EDIT_DONE;
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        blank_text(scrub, copy->data, texts[i].index, texts[i].secret, texts[i].becomes);
    for (unsigned i = FIRST_MEMORY; i < FIRST_MEMORY + MEMORIES; i++)
        blank_text(scrub, copy->data, i, false, "");
    for (unsigned i = LATER_TEXTS; i < IMAGE_TASMOTA_TEXT_COUNT; i++)
        blank_text(scrub, copy->data, i, true, "");
    for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++)
        if (copy->header.version >= bytes[i].since && copy->header.version < bytes[i].before)
            memset(copy->data + bytes[i].offset, 0, bytes[i].size);
    return ESP_EDIT_DONE;
}

/* Other parts have bytes that look like a header by chance, or are blanked in another way. */
static bool may_be_sector(const struct image_part *part)
{
    return !part || part->kind == IMAGE_PART_SETTINGS || part->kind == IMAGE_PART_SDK ||
           part->kind == IMAGE_PART_RF || part->kind == IMAGE_PART_BLANK ||
           part->kind == IMAGE_PART_DATA;
}

static void blank_damaged(struct tasmota_job *job, size_t at)
{
    struct image_scrub *scrub = job->scrub;
    uint8_t *data = scrub->image->data + at;
    struct image_tasmota header;

    if (image_tasmota_parse(&header, data) ? header.right : !image_tasmota_is_early(data))
        return;
    scrub->recognised = true;
    memset(data, 0xff, IMAGE_TASMOTA_SIZE);
    scrub->note(scrub->context, (uint32_t)at, IMAGE_TASMOTA_SIZE,
                "a damaged or old copy of Tasmota's settings", NULL);
}

/* Erases copies without a right check, which the firmware does not take. */
static void blank_all_damaged(struct tasmota_job *job)
{
    const struct esp_settings_image *image = job->scrub->image;
    struct image_survey survey;
    struct image_cover cover;

    image_survey_look(&survey, image->data, image->size, image->chip);
    if (survey.out_of_memory || !image_cover_make(&cover, &survey, (uint32_t)image->size)) {
        job->scrub->out_of_memory = true;
        image_survey_free(&survey);
        return;
    }
    for (size_t i = 0; i < cover.count; i++) {
        const struct image_cover_span *span = &cover.spans[i];
        size_t at = (span->first + (size_t)IMAGE_TASMOTA_SIZE - 1) & ~(size_t)(IMAGE_TASMOTA_SIZE - 1);

        for (; may_be_sector(span->part) && at + IMAGE_TASMOTA_SIZE <= span->end;
             at += IMAGE_TASMOTA_SIZE)
            blank_damaged(job, at);
    }
    image_cover_free(&cover);
    image_survey_free(&survey);
}

/* Copies in files that have no right check. */
static bool blank_file(struct image_scrub *scrub, uint8_t *data, uint32_t size, uint32_t offset,
                       const char *path)
{
    struct image_tasmota header;

    if (size == IMAGE_TASMOTA_SIZE && image_tasmota_parse(&header, data) && header.right)
        return false;
    image_scrub_keep_runs(scrub, data, size, false);
    memset(data, 0, size);
    scrub->note(scrub->context, offset, size, "damaged settings of Tasmota in the file", path);
    return true;
}

enum esp_edit_result image_scrub_tasmota(struct image_scrub *scrub)
{
    struct tasmota_job job = {.scrub = scrub};
    enum esp_edit_result result =
        image_tasmota_each(scrub->image, true, blank_copy, &job, &scrub->trouble);

    if (result != ESP_EDIT_DONE)
        return result;
    blank_all_damaged(&job);
    image_scrub_files(scrub, ".settings", blank_file);
    image_scrub_files(scrub, ".settings.lkg", blank_file);
    return ESP_EDIT_DONE;
}

static enum esp_edit_result sweep_copy(void *context, struct image_tasmota_copy *copy,
                                       bool *changed, struct image_trouble *trouble)
{
    struct image_scrub *scrub = context;

    (void)trouble;
    *changed = image_scrub_sweep(scrub, copy->data, IMAGE_TASMOTA_SIZE) > 0;
    if (*changed)
        scrub->note(scrub->context, copy->offset, IMAGE_TASMOTA_SIZE,
                    "a value that was blanked, also in Tasmota's settings", NULL);
    return ESP_EDIT_DONE;
}

/* Rules have texts, too. */
enum esp_edit_result image_scrub_tasmota_rest(struct image_scrub *scrub)
{
    return image_tasmota_each(scrub->image, true, sweep_copy, scrub, &scrub->trouble);
}
