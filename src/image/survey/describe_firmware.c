/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about the settings of firmwares.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "image/settings/espeasy.h"
#include "image/settings/tasmota.h"
#include "image/survey/describe_part.h"

enum { NO_SECTOR = -1 };

/* The sector with right settings and the most saves; of equal ones, the last. */
static int64_t find_newest(const struct image_survey *survey, uint64_t sectors)
{
    struct image_tasmota settings;
    int64_t newest = NO_SECTOR;
    uint32_t saves = 0;

    for (uint64_t i = 0; i < sectors; i++)
        if (image_tasmota_parse(&settings, survey->data + i * IMAGE_TASMOTA_SIZE) &&
            settings.right && settings.saves >= saves) {
            saves = settings.saves;
            newest = (int64_t)i;
        }
    return newest;
}

static void describe_sector(struct image_part *part, const struct image_tasmota *settings,
                            uint32_t offset, bool newest)
{
    char version[24];
    uint32_t v = settings->version;

    image_fact_item(part, "sector");
    image_fact_hex(part, "offset", offset);
    snprintf(version, sizeof(version), "%u.%u.%u.%u", v >> 24, v >> 16 & 255, v >> 8 & 255, v & 255);
    image_fact_text(part, "version", version);
    image_fact_count(part, "saves", settings->saves);
    image_fact_flag(part, "crc-right", settings->right);
    if (newest)
        image_fact_flag(part, "newest", true);
    if (!settings->right)
        image_fact_fault(part, "crc",
                         "the settings at 0x%" PRIx32 ": the CRC-%u is 0x%0*" PRIx32 ", not 0x%0*" PRIx32,
                         offset, settings->crc_bits, (int)settings->crc_bits / 4,
                         settings->crc_stored, (int)settings->crc_bits / 4,
                         settings->crc_computed);
}

/* Adds a part for the run of sectors that begins with this one, and returns the sector
 * behind the run. */
static uint64_t add_run(struct image_survey *survey, uint64_t first, uint64_t sectors,
                        int64_t newest)
{
    struct image_tasmota settings;
    struct image_part *part =
        image_survey_add(survey, IMAGE_PART_SETTINGS, "tasmota",
                         (uint32_t)(first * IMAGE_TASMOTA_SIZE), IMAGE_TASMOTA_SIZE);
    uint64_t i = first;

    while (i < sectors && image_tasmota_parse(&settings, survey->data + i * IMAGE_TASMOTA_SIZE)) {
        describe_sector(part, &settings, (uint32_t)(i * IMAGE_TASMOTA_SIZE), (int64_t)i == newest);
        i++;
    }
    image_fact_end_items(part);
    part->size = part->used = (uint32_t)((i - first) * IMAGE_TASMOTA_SIZE);
    return i;
}

void image_survey_tasmota(struct image_survey *survey)
{
    uint64_t size = survey->size < UINT32_MAX ? survey->size : UINT32_MAX;
    uint64_t sectors = size / IMAGE_TASMOTA_SIZE;
    int64_t newest = find_newest(survey, sectors);
    struct image_tasmota settings;

    /* Without right settings anywhere, some bytes that look like a header mean nothing. */
    for (uint64_t i = 0; i < sectors && newest != NO_SECTOR; i++)
        if (image_tasmota_parse(&settings, survey->data + i * IMAGE_TASMOTA_SIZE))
            i = add_run(survey, i, sectors, newest) - 1;
}

void image_describe_espeasy(struct image_part *part, const uint8_t *data, size_t size)
{
    struct image_espeasy settings;

    if (!image_espeasy_find(&settings, data, size))
        return;
    image_fact_text(part, "settings", "ESPEasy");
    image_fact_hex(part, "settings-offset", part->offset + settings.offset);
    image_fact_count(part, "settings-version", settings.version);
    image_fact_count(part, "settings-build", settings.build);
}
