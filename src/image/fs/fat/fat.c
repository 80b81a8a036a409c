/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: finds its geometry and label, and reads its table.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/fat/fat.h"

#include <string.h>

#include "base/bytes.h"

/* Offsets in the boot sector. */
enum {
    BYTES_PER_SECTOR = 11,
    SECTORS_PER_CLUSTER = 13,
    RESERVED_SECTORS = 14,
    FAT_COUNT = 16,
    ROOT_ENTRIES = 17,
    SECTORS_16 = 19,
    MEDIA = 21,
    FAT_SECTORS_16 = 22,
    SECTORS_32 = 32,
    FAT_SECTORS_32 = 36,
    ROOT_CLUSTER_32 = 44,
    EXTENDED_16 = 38, /* 0x29, serial (4), label (11); the same further on in FAT32 */
    EXTENDED_32 = 66,
    MARK = 510, /* 55 aa */
    BOOT_SIZE = 512,
};

enum { EXTENDED_MARK = 0x29, FIRST_CLUSTER = 2 };

/* Clusters.  FatFs (MAX_FAT12 and MAX_FAT16 in ff.c) has one more each than Microsoft's "FAT Type
 * Determination".  FatFs is what reads the flash of a board, so its limits count here. */
enum { FAT12_MAX = 4085, FAT16_MAX = 65525 };

static bool power_of_two(uint32_t value)
{
    return value && !(value & (value - 1));
}

/* Does the boot sector say possible things? */
static bool plausible(const uint8_t *boot)
{
    uint32_t sector = esp_get16(boot + BYTES_PER_SECTOR);
    uint8_t media = boot[MEDIA];

    return esp_get16(boot + MARK) == 0xaa55 && (boot[0] == 0xeb || boot[0] == 0xe9) &&
           sector >= 512 && sector <= 4096 && power_of_two(sector) &&
           power_of_two(boot[SECTORS_PER_CLUSTER]) && esp_get16(boot + RESERVED_SECTORS) > 0 &&
           (boot[FAT_COUNT] == 1 || boot[FAT_COUNT] == 2) && (media == 0xf0 || media >= 0xf8);
}

static void take_sizes(struct image_fat *fat, const uint8_t *boot)
{
    fat->sector_size = esp_get16(boot + BYTES_PER_SECTOR);
    fat->cluster_sectors = boot[SECTORS_PER_CLUSTER];
    fat->reserved_sectors = esp_get16(boot + RESERVED_SECTORS);
    fat->fat_count = boot[FAT_COUNT];
    fat->root_entries = esp_get16(boot + ROOT_ENTRIES);
    fat->sector_count = esp_get16(boot + SECTORS_16);
    if (fat->sector_count == 0)
        fat->sector_count = esp_get32(boot + SECTORS_32);
    fat->fat_sectors = esp_get16(boot + FAT_SECTORS_16);
    if (fat->fat_sectors == 0)
        fat->fat_sectors = esp_get32(boot + FAT_SECTORS_32);
}

/* Finds out where the clusters begin, and how many there are.  False if there is no room
 * for any. */
static bool place_clusters(struct image_fat *fat)
{
    uint64_t root_bytes = (uint64_t)fat->root_entries * IMAGE_FAT_ENTRY_SIZE;
    uint64_t first = fat->reserved_sectors + (uint64_t)fat->fat_count * fat->fat_sectors +
                     (root_bytes + fat->sector_size - 1) / fat->sector_size;
    uint64_t fat_bytes = (uint64_t)fat->fat_sectors * fat->sector_size;

    if (fat->fat_sectors == 0 || first >= fat->sector_count)
        return false;
    fat->first_data_sector = (uint32_t)first;
    fat->cluster_count = (fat->sector_count - fat->first_data_sector) / fat->cluster_sectors;
    fat->bits = fat->cluster_count <= FAT12_MAX ? 12 : fat->cluster_count <= FAT16_MAX ? 16 : 32;
    return fat->cluster_count > 0 &&
           fat_bytes * 8 / fat->bits >= (uint64_t)fat->cluster_count + FIRST_CLUSTER &&
           (fat->bits == 32 || fat->root_entries > 0);
}

static void take_label(struct image_fat *fat, const uint8_t *label)
{
    size_t size = IMAGE_FAT_LABEL_MAX;

    while (size > 0 && label[size - 1] == ' ')
        size--;
    memcpy(fat->label, label, size);
    fat->label[size] = '\0';
}

static void take_extended(struct image_fat *fat, const uint8_t *boot)
{
    const uint8_t *extended = boot + (fat->bits == 32 ? EXTENDED_32 : EXTENDED_16);

    fat->root_cluster = fat->bits == 32 ? esp_get32(boot + ROOT_CLUSTER_32) : 0;
    if (extended[0] != EXTENDED_MARK)
        return;
    fat->serial = esp_get32(extended + 1);
    take_label(fat, extended + 5);
}

/* The root folder's label replaces the boot sector's.  It is in the first sector, if
 * anywhere: formatting writes it first. */
static void find_label(struct image_fat *fat)
{
    uint32_t root = fat->bits == 32
                        ? image_fat_cluster_sector(fat, fat->root_cluster)
                        : fat->reserved_sectors + fat->fat_count * fat->fat_sectors;
    const uint8_t *sector = image_fat_sector(fat, root);

    for (uint32_t at = 0; sector && at < fat->sector_size; at += IMAGE_FAT_ENTRY_SIZE) {
        uint8_t attributes = sector[at + IMAGE_FAT_ATTRIBUTES];

        if (sector[at] == 0)
            return;
        if (sector[at] != IMAGE_FAT_ENTRY_FREE && attributes != IMAGE_FAT_LONG_NAME &&
            (attributes & IMAGE_FAT_IS_LABEL)) {
            take_label(fat, sector + at);
            return;
        }
    }
}

bool image_fat_find(struct image_fat *fat, const uint8_t *data, size_t size)
{
    const uint8_t *boot = data;

    *fat = (struct image_fat){.data = data, .size = size};
    if (size < BOOT_SIZE)
        return false;
    if (image_wear_find(&fat->wear, data, size))
        boot = data + image_wear_offset(&fat->wear, 0);
    if (!plausible(boot))
        return false;
    take_sizes(fat, boot);
    if (!place_clusters(fat))
        return false;
    take_extended(fat, boot);
    find_label(fat);
    return true;
}

const uint8_t *image_fat_sector(const struct image_fat *fat, uint32_t sector)
{
    uint64_t offset = (uint64_t)sector * fat->sector_size;
    uint64_t end = fat->wear.present ? (uint64_t)fat->wear.sectors * IMAGE_WEAR_SECTOR : fat->size;

    if (sector >= fat->sector_count || offset + fat->sector_size > end)
        return NULL;
    return fat->data +
           (fat->wear.present ? image_wear_offset(&fat->wear, (size_t)offset) : (size_t)offset);
}

/* A byte of the first FAT; -1: beyond the image. */
static int fat_byte(const struct image_fat *fat, uint64_t offset)
{
    uint64_t sector = offset / fat->sector_size;
    const uint8_t *data;

    if (sector >= fat->fat_sectors)
        return -1;
    data = image_fat_sector(fat, fat->reserved_sectors + (uint32_t)sector);
    return data ? data[offset % fat->sector_size] : -1;
}

bool image_fat_next(const struct image_fat *fat, uint32_t cluster, uint32_t *next)
{
    uint64_t offset = (uint64_t)cluster * fat->bits / 8;
    uint64_t value = 0;

    for (unsigned i = 0; i < (fat->bits + 7) / 8; i++) {
        int byte = fat_byte(fat, offset + i);

        if (byte < 0)
            return false;
        value |= (uint64_t)byte << 8 * i;
    }
    if (fat->bits == 12)
        value = (cluster & 1 ? value >> 4 : value) & 0xfff;
    *next = (uint32_t)value & 0xfffffff; /* FAT32 has 28 bits */
    return true;
}

bool image_fat_is_end(const struct image_fat *fat, uint32_t entry)
{
    uint32_t bad = fat->bits == 12 ? 0xff7 : fat->bits == 16 ? 0xfff7 : 0xffffff7;

    return entry >= bad;
}

uint32_t image_fat_cluster_sector(const struct image_fat *fat, uint32_t cluster)
{
    uint64_t sector = fat->first_data_sector +
                      ((uint64_t)cluster - FIRST_CLUSTER) * fat->cluster_sectors;

    if (cluster < FIRST_CLUSTER || sector > UINT32_MAX)
        return UINT32_MAX; /* of which there is none */
    return (uint32_t)sector;
}
