/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about a file system.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "image/survey/describe_part.h"

static void describe_spiffs(struct image_part *part, const struct image_spiffs *spiffs)
{
    image_fact_bytes(part, "page-size", spiffs->page_size);
    image_fact_bytes(part, "block-size", spiffs->block_size);
    image_fact_count(part, "blocks", spiffs->block_count);
    image_fact_flag(part, "magic", spiffs->magic != IMAGE_SPIFFS_NO_MAGIC);
    /* SPIFFS_mount() accepts one block without: its erase was interrupted. */
    if (spiffs->without_magic > 1)
        image_fact_fault(part, "without-magic",
                         "%" PRIu32 " blocks have no magic, the first one at 0x%" PRIx64
                         "; SPIFFS mounts with one at most",
                         spiffs->without_magic,
                         part->offset + (uint64_t)spiffs->first_without * spiffs->block_size);
}

static void describe_littlefs(struct image_part *part, const struct image_littlefs *fs)
{
    char version[24];

    snprintf(version, sizeof(version), "%u.%u", (unsigned)(fs->version >> 16),
             (unsigned)(fs->version & 0xffff));
    image_fact_text(part, "version", version);
    image_fact_bytes(part, "block-size", fs->block_size);
    image_fact_count(part, "blocks", fs->block_count);
    image_fact_bytes(part, "name-max", fs->name_max);
    if (!fs->sound)
        image_fact_fault(part, "superblock",
                         "the superblock at 0x%" PRIx32 " and its copy at 0x%" PRIx32
                         " have no commit with a right CRC",
                         part->offset, part->offset + fs->block_size);
    else if (fs->version >> 16 != 2)
        image_fact_fault(part, "version", "the superblock at 0x%" PRIx32 ": version %s, not 2",
                         part->offset + fs->superblock * fs->block_size, version);
}

static void describe_wear(struct image_part *part, const struct image_wear *wear)
{
    uint64_t at = part->offset + wear->state_offset;

    image_fact_flag(part, "wear-levelling", wear->present);
    if (!wear->present)
        return;
    for (unsigned i = 0; i < 2; i++)
        if (!wear->state_right[i])
            image_fact_fault(part, "wear-state",
                             "copy %u of the wear levelling's state at 0x%" PRIx64 " is wrong", i,
                             at + (uint64_t)i * wear->state_size);
    if (!wear->config_right)
        image_fact_fault(part, "wear-config", "the wear levelling's configuration at 0x%" PRIx64 " is wrong",
                         at + 2 * (uint64_t)wear->state_size);
}

static void describe_fat(struct image_part *part, const struct image_fat *fat)
{
    char type[8];

    snprintf(type, sizeof(type), "fat%u", fat->bits);
    image_fact_text(part, "fat-type", type);
    if (fat->label[0])
        image_fact_text(part, "label", fat->label);
    image_fact_bytes(part, "sector-size", fat->sector_size);
    image_fact_bytes(part, "cluster-size", (uint64_t)fat->cluster_sectors * fat->sector_size);
    describe_wear(part, &fat->wear);
}

/* The bytes that the file system may have in its part. */
static uint64_t room_of(const struct image_part *part, const struct image_fs *fs)
{
    if (fs->kind == IMAGE_FS_FAT && fs->fat.wear.present)
        return (uint64_t)fs->fat.wear.sectors * IMAGE_WEAR_SECTOR;
    return part->size;
}

static void describe_size(struct image_part *part, const struct image_fs *fs)
{
    uint64_t size = image_fs_size(fs), room = room_of(part, fs);

    image_fact_bytes(part, "size", size);
    if (size > room)
        image_fact_fault(part, "too-large",
                         "the file system ends at 0x%" PRIx64 ", the room for it at 0x%" PRIx64,
                         part->offset + size, part->offset + room);
}

static void describe_usage(struct image_part *part, const struct image_fs *fs)
{
    struct image_fs_usage usage;

    if (!image_fs_usage(fs, &usage)) {
        part->survey->out_of_memory = true;
        return;
    }
    part->used = usage.used < part->size ? (uint32_t)usage.used : part->size;
    image_fact_bytes(part, "total", usage.total);
    image_fact_bytes(part, "used", usage.used);
    image_fact_count(part, "files", usage.files);
    if (fs->kind != IMAGE_FS_SPIFFS) /* which has none */
        image_fact_count(part, "folders", usage.folders);
    if (usage.damaged)
        image_fact_fault(part, "damage", "at 0x%" PRIx64 ": %s",
                         part->offset + usage.trouble.offset, usage.trouble.text);
}

void image_describe_fs(struct image_part *part, const struct image_fs *fs)
{
    image_fact_text(part, "file-system", image_fs_kind_name(fs->kind));
    switch (fs->kind) {
    case IMAGE_FS_SPIFFS:
        describe_spiffs(part, &fs->spiffs);
        break;
    case IMAGE_FS_LITTLEFS:
        describe_littlefs(part, &fs->littlefs);
        break;
    case IMAGE_FS_FAT:
        describe_fat(part, &fs->fat);
        break;
    default:
        return;
    }
    describe_size(part, fs);
    describe_usage(part, fs);
}
