/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about the last sectors of a flash, which belong to Espressif's first SDK.  Names and
 * passwords of networks lie there: they are no facts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/bytes.h"
#include "image/settings/sdk.h"
#include "image/survey/describe_part.h"

static void add_radio(struct image_survey *survey, uint32_t offset)
{
    static const char *const crystals[] = {"40 MHz", "26 MHz", "24 MHz"};
    struct image_radio radio;
    struct image_part *part;

    image_radio_parse(&radio, survey->data + offset);
    part = image_survey_add(survey, radio.blank ? IMAGE_PART_BLANK : IMAGE_PART_RF, "rf-init",
                            offset, IMAGE_SDK_SECTOR);
    if (radio.blank) {
        image_fact_warning(part, "no-init-data",
                           "the start values of the radio at 0x%" PRIx32
                           " are blank; programs that do not bring their own do not start",
                           offset);
        return;
    }
    if (!radio.present) {
        image_fact_warning(part, "unknown", "at 0x%" PRIx32
                           " there is something else than start values of the radio", offset);
        return;
    }
    image_fact_hex(part, "version", radio.version);
    if (radio.crystal < sizeof(crystals) / sizeof(crystals[0]))
        image_fact_text(part, "crystal", crystals[radio.crystal]);
    image_fact_text(part, "adc", radio.adc == 255 ? "supply" : "pin");
}

/* use_bin of the SDK's bootloader. */
static void describe_boot(struct image_part *part, const struct image_sdk *sdk)
{
    if (sdk->boot_version == 31) /* all bits are 1: there was no such bootloader */
        return;
    image_fact_count(part, "boot-version", sdk->boot_version);
    if (sdk->boots <= 1)
        image_fact_text(part, "boots", sdk->boots ? "user2" : "user1");
}

static void describe_parameters(struct image_part *part, const struct image_sdk *sdk)
{
    uint32_t copy = part->offset + sdk->copy * IMAGE_SDK_SECTOR;
    uint32_t choice = part->offset + IMAGE_SDK_PARAMETERS - IMAGE_SDK_CHOICE;

    image_fact_count(part, "copy", sdk->copy);
    image_fact_hex(part, "copy-offset", copy);
    image_fact_count(part, "writes", sdk->writes);
    image_fact_flag(part, "checksum-right", sdk->right);
    if (sdk->length == 0 || sdk->length > IMAGE_SDK_SECTOR)
        image_fact_fault(part, "length",
                         "the choice at 0x%" PRIx32 ": copy %u has %" PRIu32 " bytes, not 1 to %u",
                         choice, sdk->copy, sdk->length, IMAGE_SDK_SECTOR);
    else if (!sdk->right)
        image_fact_fault(part, "checksum",
                         "copy %u at 0x%" PRIx32 ": the checksum is 0x%02" PRIx32
                         ", not 0x%02" PRIx32,
                         sdk->copy, copy, sdk->checksum_stored, sdk->checksum_computed);
    else
        describe_boot(part, sdk);
}

static void add_parameters(struct image_survey *survey, uint32_t offset)
{
    struct image_part *part;
    struct image_sdk sdk;

    image_sdk_parse(&sdk, survey->data + offset);
    part = image_survey_add(survey,
                            sdk.blank     ? IMAGE_PART_BLANK
                            : sdk.present ? IMAGE_PART_SDK
                                          : IMAGE_PART_DATA,
                            "sdk-parameters", offset, IMAGE_SDK_PARAMETERS);
    if (sdk.present)
        describe_parameters(part, &sdk);
}

void image_survey_sdk(struct image_survey *survey, uint32_t flash_size)
{
    if (flash_size < IMAGE_SDK_USER || flash_size > survey->size)
        return;
    if (!esp_blank(survey->data + flash_size - IMAGE_SDK_USER, IMAGE_SDK_SECTOR))
        image_survey_add(survey, IMAGE_PART_DATA, "user-sector", flash_size - IMAGE_SDK_USER,
                         IMAGE_SDK_SECTOR);
    add_radio(survey, flash_size - IMAGE_SDK_RADIO);
    add_parameters(survey, flash_size - IMAGE_SDK_PARAMETERS);
}
