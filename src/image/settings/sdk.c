/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last sectors of the flash, which belong to Espressif's first SDK.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/settings/sdk.h"

#include "base/bytes.h"

/* Offsets in the last sector. */
enum { COPY = 0, MAGIC_1 = 4, WRITES = 8, LENGTHS = 12, CHECKSUMS = 20, MAGIC_2 = 28 };
#define MAGIC_1_VALUE UINT32_C(0x55aa55aa)
#define MAGIC_2_VALUE UINT32_C(0xaa55aa55)

enum { CHECKSUM_START = 0xef }; /* system_get_checksum() */

/* Offsets in the start values of the radio. */
enum { RADIO_SIZE = 128, RADIO_VERSION = 1, RADIO_CRYSTAL = 48, RADIO_ADC = 107 };

static uint8_t checksum(const uint8_t *data, size_t size)
{
    uint8_t sum = CHECKSUM_START;

    for (size_t i = 0; i < size; i++)
        sum ^= data[i];
    return sum;
}

static void parse_copy(struct image_sdk *sdk, const uint8_t *copy, const uint8_t *choice)
{
    sdk->length = esp_get32(choice + LENGTHS + 4 * (size_t)sdk->copy);
    sdk->checksum_stored = esp_get32(choice + CHECKSUMS + 4 * (size_t)sdk->copy);
    if (sdk->length > 0 && sdk->length <= IMAGE_SDK_SECTOR) {
        sdk->checksum_computed = checksum(copy, sdk->length);
        sdk->right = sdk->checksum_computed == sdk->checksum_stored;
    }
    /* struct boot_hdr: two bits, and five bits of the next byte. */
    sdk->boots = copy[0] & 3;
    sdk->boot_version = copy[1] & 31;
}

void image_sdk_parse(struct image_sdk *sdk, const uint8_t *data)
{
    const uint8_t *choice = data + IMAGE_SDK_PARAMETERS - IMAGE_SDK_CHOICE;

    *sdk = (struct image_sdk){.blank = esp_blank(data, IMAGE_SDK_PARAMETERS)};
    /* Early versions do not write the second magic. */
    sdk->present = esp_get32(choice + MAGIC_1) == MAGIC_1_VALUE &&
                   (esp_get32(choice + MAGIC_2) == MAGIC_2_VALUE ||
                    esp_get32(choice + MAGIC_2) == UINT32_MAX);
    if (!sdk->present)
        return;
    sdk->copy = choice[COPY] != 0;
    sdk->writes = esp_get32(choice + WRITES);
    parse_copy(sdk, data + (size_t)sdk->copy * IMAGE_SDK_SECTOR, choice);
}

void image_radio_parse(struct image_radio *radio, const uint8_t *data)
{
    *radio = (struct image_radio){
        .blank = esp_blank(data, RADIO_SIZE),
        /* These bytes are the same in all versions. */
        .present = data[0] == 5 && data[2] == 4 && data[3] == 2,
        .version = data[RADIO_VERSION],
        .crystal = data[RADIO_CRYSTAL],
        .adc = data[RADIO_ADC],
    };
}
