/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes an empty FAT.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * As FatFs' f_mkfs() does for ESP-IDF: two tables, 512 entries in the root folder, no table of
 * partitions in front.
 */
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/fat/fat_impl.h"

enum {
    USUAL_SECTOR = 4096, USUAL_ROOT = 512, TABLES = 2, RESERVED = 1,
    /* Clusters.  With one more, FatFs reads the type as smaller than other software does. */
    FAT12_MAX = 4084, FAT16_MAX = 65524,
    BOOT_SIZE = 512, MEDIA = 0xf8,
    /* FatFs takes a smaller one for no file system: ff.c, check_fs(). */
    LEAST_SECTORS = 128,
};

struct plan {
    uint32_t sectors, sector, cluster_sectors; /* sector: its bytes */
    uint32_t root_sectors, fat_sectors, clusters;
    unsigned bits;
};

static bool is_power(uint32_t size)
{
    return size > 0 && (size & (size - 1)) == 0;
}

/* Finds how many sectors the tables need. */
static bool lay_out(struct plan *plan)
{
    plan->clusters = 0;
    for (plan->fat_sectors = 1;; plan->fat_sectors++) {
        uint32_t first = RESERVED + TABLES * plan->fat_sectors + plan->root_sectors;

        if (first >= plan->sectors)
            return false;
        plan->clusters = (plan->sectors - first) / plan->cluster_sectors;
        plan->bits = plan->clusters <= FAT12_MAX ? 12 : 16;
        if ((uint64_t)plan->fat_sectors * plan->sector * 8 / plan->bits >=
            (uint64_t)plan->clusters + FAT_FIRST_CLUSTER)
            return plan->clusters > 0 && plan->clusters <= FAT16_MAX &&
                   plan->clusters != FAT12_MAX + 1;
    }
}

static enum image_fsedit_result make_plan(struct plan *plan, const struct image_fsformat *format,
                                          size_t size, struct image_trouble *trouble)
{
    uint32_t cluster = format->block_size;

    if (format->name_max) {
        image_trouble_set(trouble, 0, "the longest name of FAT cannot be chosen");
        return IMAGE_FSEDIT_BAD;
    }
    plan->sector = format->page_size ? format->page_size : USUAL_SECTOR;
    cluster = cluster ? cluster : plan->sector;
    if (!is_power(plan->sector) || plan->sector < 512 || plan->sector > 4096 ||
        (!format->no_wear && plan->sector != IMAGE_WEAR_SECTOR)) {
        image_trouble_set(trouble, 0, "FAT with sectors of %" PRIu32 " bytes is not possible%s",
                          plan->sector, format->no_wear ? "" : " with wear levelling");
        return IMAGE_FSEDIT_BAD;
    }
    if (!is_power(cluster) || cluster < plan->sector || cluster / plan->sector > 128) {
        image_trouble_set(trouble, 0, "FAT with clusters of %" PRIu32 " bytes is not possible",
                          cluster);
        return IMAGE_FSEDIT_BAD;
    }
    plan->cluster_sectors = cluster / plan->sector;
    plan->sectors = (uint32_t)(size / plan->sector);
    if (plan->sectors < LEAST_SECTORS) {
        image_trouble_set(trouble, 0,
                          "FAT needs %d sectors of %" PRIu32 " bytes%s, and there is room for %" PRIu32,
                          LEAST_SECTORS, plan->sector,
                          format->no_wear ? "" : " besides those of wear levelling", plan->sectors);
        return IMAGE_FSEDIT_BAD;
    }
    plan->root_sectors = (USUAL_ROOT * IMAGE_FAT_ENTRY_SIZE + plan->sector - 1) / plan->sector;
    if (lay_out(plan))
        return IMAGE_FSEDIT_DONE;
    if (plan->clusters == FAT12_MAX + 1)
        image_trouble_set(trouble, 0,
                          "FAT with just %" PRIu32 " clusters would be FAT12 for the firmware and FAT16"
                          " for a computer: choose another size", plan->clusters);
    else
        image_trouble_set(trouble, 0, "FAT of 0x%zx bytes is not possible with clusters of %" PRIu32
                          " bytes", size, cluster);
    return IMAGE_FSEDIT_BAD;
}

static void fill_boot(uint8_t *boot, const struct plan *plan, uint32_t serial)
{
    memset(boot, 0, plan->sector);
    memcpy(boot, "\xeb\xfe\x90" "MSDOS5.0", 11);
    esp_put16(boot + 11, (uint16_t)plan->sector);
    boot[13] = (uint8_t)plan->cluster_sectors;
    esp_put16(boot + 14, RESERVED);
    boot[16] = TABLES;
    esp_put16(boot + 17, USUAL_ROOT);
    if (plan->sectors <= UINT16_MAX)
        esp_put16(boot + 19, (uint16_t)plan->sectors);
    else
        esp_put32(boot + 32, plan->sectors);
    boot[21] = MEDIA;
    esp_put16(boot + 22, (uint16_t)plan->fat_sectors);
    esp_put16(boot + 24, 63);  /* sectors of a track and heads: of no use */
    esp_put16(boot + 26, 255);
    boot[36] = 0x80;
    boot[38] = 0x29;
    esp_put32(boot + 39, serial);
    memcpy(boot + 43, "NO NAME    ", 11);
    memcpy(boot + 54, plan->bits == 12 ? "FAT12   " : "FAT16   ", 8);
    esp_put16(boot + BOOT_SIZE - 2, 0xaa55);
}

/* The bytes of a sector, below wear levelling if there is any. */
static uint8_t *sector_at(const struct image_fsedit *edit, const struct image_wear *wear,
                          const struct plan *plan, uint32_t sector)
{
    size_t offset = (size_t)sector * plan->sector;

    return edit->data + (wear->present ? image_wear_offset(wear, offset) : offset);
}

enum image_fsedit_result fat_format(const struct image_fsedit *edit,
                                    const struct image_fsformat *format,
                                    struct image_trouble *trouble)
{
    struct image_wear wear = {0};
    struct plan plan;
    size_t size = edit->size;
    enum image_fsedit_result result;

    if (!format->no_wear) {
        if (!image_wear_make(&wear, edit->data, size, format->serial)) {
            image_trouble_set(trouble, 0, "wear levelling in 0x%zx bytes is not possible", size);
            return IMAGE_FSEDIT_BAD;
        }
        size = (size_t)wear.sectors * IMAGE_WEAR_SECTOR;
    }
    result = make_plan(&plan, format, size, trouble);
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    fill_boot(sector_at(edit, &wear, &plan, 0), &plan, format->serial);
    for (uint32_t i = 0; i < TABLES * plan.fat_sectors + plan.root_sectors; i++)
        memset(sector_at(edit, &wear, &plan, RESERVED + i), 0, plan.sector);
    for (uint32_t i = 0; i < TABLES; i++) {
        uint8_t *table = sector_at(edit, &wear, &plan, RESERVED + i * plan.fat_sectors);

        memcpy(table, "\xf8\xff\xff\xff", plan.bits == 12 ? 3 : 4);
    }
    return IMAGE_FSEDIT_DONE;
}
