/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records that choose which application the bootloader starts.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The partition has two sectors with one record each.  The valid record with the higher
 * sequence number counts.  Sources: ESP-IDF's esp_flash_partitions.h (the record),
 * bootloader_common_loader.c (which record is valid), bootloader_utility.c (which slot
 * boots).
 */
#ifndef IMAGE_TABLE_OTADATA_H
#define IMAGE_TABLE_OTADATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/table/table.h"

enum {
    IMAGE_OTADATA_SECTOR = 0x1000, /* the second record's offset */
    IMAGE_OTADATA_SIZE = 2 * IMAGE_OTADATA_SECTOR,
    IMAGE_OTA_RECORD_SIZE = 32,
};

/* esp_ota_img_states_t */
enum {
    IMAGE_OTA_NEW = 0,
    IMAGE_OTA_PENDING = 1,
    IMAGE_OTA_VALID = 2,
    IMAGE_OTA_INVALID = 3,
    IMAGE_OTA_ABORTED = 4,
};
#define IMAGE_OTA_UNDEFINED UINT32_MAX

struct image_ota_record {
    bool present;      /* it lies within the image */
    bool blank;        /* as after an erase */
    uint32_t sequence; /* counted from 1; UINT32_MAX: no record */
    uint32_t state;
    uint32_t crc_stored, crc_computed; /* of the sequence number alone */
    bool usable; /* the bootloader may follow it */
};

struct image_otadata {
    struct image_ota_record records[2];
    int active; /* the record that counts: 0 or 1; -1: no record does */
};

/* Parses the partition at data.  Records beyond its end are absent. */
void image_otadata_parse(struct image_otadata *otadata, const uint8_t *data, size_t size);

/* "new", "pending-verify", "valid", "invalid", "aborted", "undefined"; NULL: unknown. */
const char *image_ota_state_name(uint32_t state);

/* The number of application slots with a number, ota_0 and so on. */
unsigned image_table_slots(const struct image_table *table);

/* The row of the application that the bootloader tries first.  otadata: NULL if the table
 * has no such partition.  NULL: the table has no row for the slot. */
const struct image_row *image_table_boot_row(const struct image_table *table,
                                             const struct image_otadata *otadata);

#endif
