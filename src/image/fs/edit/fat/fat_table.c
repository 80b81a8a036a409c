/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: its table of clusters.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/bytes.h"
#include "image/fs/edit/fat/fat_impl.h"

uint8_t *fat_sector(const struct fat_work *work, uint32_t sector)
{
    return (uint8_t *)(uintptr_t)image_fat_sector(work->fat, sector);
}

uint32_t fat_cluster_size(const struct image_fat *fat)
{
    return fat->cluster_sectors * fat->sector_size;
}

static uint32_t end_mark(const struct image_fat *fat)
{
    return fat->bits == 12 ? 0xfff : fat->bits == 16 ? 0xffff : 0xfffffff;
}

/* A byte of one of the tables. */
static uint8_t *table_byte(const struct fat_work *work, uint32_t table, uint64_t offset)
{
    const struct image_fat *fat = work->fat;
    uint32_t sector = fat->reserved_sectors + table * fat->fat_sectors +
                      (uint32_t)(offset / fat->sector_size);
    uint8_t *data = fat_sector(work, sector);

    if (offset / fat->sector_size >= fat->fat_sectors)
        return NULL;
    return data ? data + offset % fat->sector_size : NULL;
}

static void set_bits(uint8_t *byte, uint8_t mask, uint32_t value)
{
    if (byte)
        *byte = (uint8_t)((*byte & ~mask) | (value & mask));
}

static void set_in(const struct fat_work *work, uint32_t table, uint32_t cluster, uint32_t value)
{
    unsigned bits = work->fat->bits;
    uint64_t offset = (uint64_t)cluster * bits / 8;

    if (bits == 12) {
        bool odd = cluster & 1;

        set_bits(table_byte(work, table, offset), odd ? 0xf0 : 0xff, odd ? value << 4 : value);
        set_bits(table_byte(work, table, offset + 1), odd ? 0xff : 0x0f,
                 odd ? value >> 4 : value >> 8);
        return;
    }
    for (unsigned i = 0; i < bits / 8; i++)
        set_bits(table_byte(work, table, offset + i), i == 3 ? 0x0f : 0xff, value >> 8 * i);
}

static void set(const struct fat_work *work, uint32_t cluster, uint32_t value)
{
    for (uint32_t table = 0; table < work->fat->fat_count; table++)
        set_in(work, table, cluster, value);
}

static bool is_free(const struct fat_work *work, uint32_t cluster)
{
    uint32_t next;

    return image_fat_next(work->fat, cluster, &next) && next == 0;
}

bool fat_exists(const struct fat_work *work, uint32_t cluster)
{
    return cluster >= FAT_FIRST_CLUSTER && cluster - FAT_FIRST_CLUSTER < work->fat->cluster_count;
}

uint32_t fat_following(const struct fat_work *work, uint32_t cluster)
{
    uint32_t next;

    if (!image_fat_next(work->fat, cluster, &next) || image_fat_is_end(work->fat, next) ||
        !fat_exists(work, next))
        return 0;
    return next;
}

uint32_t fat_free_clusters(const struct fat_work *work)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < work->fat->cluster_count; i++)
        count += is_free(work, i + FAT_FIRST_CLUSTER);
    return count;
}

void fat_link(const struct fat_work *work, uint32_t last, uint32_t next)
{
    set(work, last, next);
}

uint32_t fat_take(const struct fat_work *work, uint32_t count)
{
    uint32_t first = 0, last = 0;

    if (count == 0 || fat_free_clusters(work) < count)
        return 0;
    for (uint32_t i = 0; i < work->fat->cluster_count && count > 0; i++) {
        uint32_t cluster = i + FAT_FIRST_CLUSTER;

        if (!is_free(work, cluster))
            continue;
        set(work, cluster, end_mark(work->fat));
        if (last)
            set(work, last, cluster);
        else
            first = cluster;
        last = cluster;
        count--;
    }
    return first;
}

void fat_free(const struct fat_work *work, uint32_t first)
{
    uint32_t cluster = first;

    for (uint32_t i = 0; i < work->fat->cluster_count && fat_exists(work, cluster); i++) {
        uint32_t next = fat_following(work, cluster);

        set(work, cluster, 0);
        cluster = next;
    }
}

/* FSInfo: Microsoft's specification, "FAT32 FSInfo Sector Structure". */
void fat_forget_free(const struct fat_work *work)
{
    enum { INFO_SECTOR = 48, LEAD = 0x41615252, MARK_OFFSET = 484, MARK = 0x61417272,
           FREE_OFFSET = 488, NEXT_OFFSET = 492 };
    uint8_t *info;

    if (work->fat->bits != 32)
        return;
    info = fat_sector(work, esp_get16(fat_sector(work, 0) + INFO_SECTOR));
    if (!info || esp_get32(info) != LEAD || esp_get32(info + MARK_OFFSET) != MARK)
        return;
    esp_put32(info + FREE_OFFSET, UINT32_MAX);
    esp_put32(info + NEXT_OFFSET, UINT32_MAX);
}
