/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records that choose which application the bootloader starts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/table/otadata.h"

#include <zlib.h>

#include "base/bytes.h"

enum { STATE_OFFSET = 24, CRC_OFFSET = 28, SLOTS_MAX = 16 };

/* bootloader_common_ota_select_invalid() */
static bool refused(const struct image_ota_record *record)
{
    return !record->present || record->sequence == UINT32_MAX ||
           record->state == IMAGE_OTA_INVALID || record->state == IMAGE_OTA_ABORTED;
}

static void parse_record(struct image_ota_record *record, const uint8_t *p)
{
    record->present = true;
    record->blank = esp_blank(p, IMAGE_OTA_RECORD_SIZE);
    record->sequence = esp_get32(p);
    record->state = esp_get32(p + STATE_OFFSET);
    record->crc_stored = esp_get32(p + CRC_OFFSET);
    record->crc_computed = (uint32_t)crc32(UINT32_MAX, p, 4);
    record->usable = !refused(record) && record->crc_stored == record->crc_computed;
}

void image_otadata_parse(struct image_otadata *otadata, const uint8_t *data, size_t size)
{
    struct image_ota_record *records = otadata->records;

    *otadata = (struct image_otadata){.active = -1};
    for (unsigned i = 0; i < 2; i++)
        if (size >= i * IMAGE_OTADATA_SECTOR + IMAGE_OTA_RECORD_SIZE)
            parse_record(&records[i], data + (size_t)i * IMAGE_OTADATA_SECTOR);
    if (records[0].usable && records[1].usable)
        otadata->active = records[1].sequence > records[0].sequence;
    else if (records[0].usable || records[1].usable)
        otadata->active = records[1].usable;
}

const char *image_ota_state_name(uint32_t state)
{
    static const char *const names[] = {
        [IMAGE_OTA_NEW] = "new",         [IMAGE_OTA_PENDING] = "pending-verify",
        [IMAGE_OTA_VALID] = "valid",     [IMAGE_OTA_INVALID] = "invalid",
        [IMAGE_OTA_ABORTED] = "aborted",
    };

    if (state == IMAGE_OTA_UNDEFINED)
        return "undefined";
    return state < sizeof(names) / sizeof(names[0]) ? names[state] : NULL;
}

static bool is_slot(const struct image_row *row)
{
    return row->type == IMAGE_TYPE_APP && row->subtype >= IMAGE_APP_OTA_0 &&
           row->subtype < IMAGE_APP_OTA_0 + SLOTS_MAX;
}

unsigned image_table_slots(const struct image_table *table)
{
    unsigned count = 0;

    for (unsigned i = 0; i < table->count; i++)
        count += is_slot(&table->rows[i]);
    return count;
}

const struct image_row *image_table_boot_row(const struct image_table *table,
                                             const struct image_otadata *otadata)
{
    const struct image_row *factory = image_table_row(table, IMAGE_TYPE_APP, IMAGE_APP_FACTORY);
    unsigned slots = image_table_slots(table), slot = 0;

    if (otadata && otadata->active >= 0 && slots > 0)
        slot = (otadata->records[otadata->active].sequence - 1) % slots;
    else if (factory)
        return factory;
    return image_table_row(table, IMAGE_TYPE_APP, (uint8_t)(IMAGE_APP_OTA_0 + slot));
}
