/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks places: the SDK's sectors, free space of file systems, and what is left of values
 * anywhere.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fields/scrub.h"
#include "image/fields/seal.h"
#include "image/fields/volumes.h"
#include "image/imageheader.h"
#include "image/settings/sdk.h"
#include "image/table/table.h"

static void note(const struct image_scrub *scrub, uint64_t offset, uint64_t size, const char *what,
                 const char *name)
{
    scrub->note(scrub->context, (uint32_t)offset, size, what, name);
}

/* ---- the last sectors of the flash, ESP8266 ---- */

/* Bytes for the SDK's bootloader in front of each copy: struct boot_hdr. */
enum { BOOT_HEADER = 32, RADIO_START = 128, PROGRAM = 0xe9 /* first byte */ };

/* Blanks the parameters of a program that the SDK's bootloader starts as user2: the choice
 * stays, under a right checksum. */
static void blank_all_but_choice(uint8_t *data)
{
    uint8_t *choice = data + IMAGE_SDK_PARAMETERS - IMAGE_SDK_CHOICE;
    struct image_sdk sdk;
    uint8_t *copy;

    image_sdk_parse(&sdk, data);
    copy = data + (size_t)sdk.copy * IMAGE_SDK_SECTOR;
    if (sdk.length > BOOT_HEADER)
        memset(copy + BOOT_HEADER, 0, sdk.length - BOOT_HEADER);
    memset(copy + sdk.length, 0xff, IMAGE_SDK_SECTOR - sdk.length);
    memset(data + (size_t)!sdk.copy * IMAGE_SDK_SECTOR, 0xff, IMAGE_SDK_SECTOR);
    image_sdk_parse(&sdk, data);
    esp_put32(choice + 20 + 4 * (size_t)sdk.copy, sdk.checksum_computed);
}

static void scrub_parameters(struct image_scrub *scrub, size_t end)
{
    uint8_t *data = scrub->image->data + end - IMAGE_SDK_PARAMETERS;
    struct image_sdk sdk;

    image_sdk_parse(&sdk, data);
    if (sdk.blank)
        return;
    for (unsigned copy = 0; copy < 2; copy++) /* no WiFi settings are in the boot header */
        image_scrub_keep_runs(scrub, data + copy * (size_t)IMAGE_SDK_SECTOR + BOOT_HEADER,
                              IMAGE_SDK_SECTOR - BOOT_HEADER, true);
    if (sdk.present && sdk.right && sdk.boots == 1 && sdk.boot_version != 31)
        blank_all_but_choice(data);
    else
        memset(data, 0xff, IMAGE_SDK_PARAMETERS);
    note(scrub, end - IMAGE_SDK_PARAMETERS, IMAGE_SDK_PARAMETERS, "the SDK's WiFi settings", NULL);
}

/* Blanks the calibration.  Start values, which some programs need, stay. */
static void scrub_radio(struct image_scrub *scrub, size_t end)
{
    uint8_t *data = scrub->image->data + end - IMAGE_SDK_RADIO;
    struct image_radio radio;
    size_t start;

    image_radio_parse(&radio, data);
    start = radio.present ? RADIO_START : 0;
    if (esp_blank(data + start, IMAGE_SDK_SECTOR - start))
        return;
    memset(data + start, 0xff, IMAGE_SDK_SECTOR - start);
    note(scrub, end - IMAGE_SDK_RADIO + start, IMAGE_SDK_SECTOR - start,
         "the radio's calibration", NULL);
}

/* The first copy alone: the image ends before the last sector. */
static void scrub_cut(struct image_scrub *scrub)
{
    const struct esp_settings_image *image = scrub->image;
    const struct esp_chipfacts *chip = image_header_chip(image->chip, image->data, image->size);
    struct image_header header;
    size_t start;

    if (!chip || image->size < 16 || image->data[0] != PROGRAM)
        return;
    image_header_parse(&header, chip, 0, image->data, image->size);
    if (header.flash_size <= image->size || header.flash_size - IMAGE_SDK_PARAMETERS >= image->size)
        return;
    start = header.flash_size - IMAGE_SDK_PARAMETERS;
    if (esp_blank(image->data + start, image->size - start))
        return;
    image_scrub_keep_runs(scrub, image->data + start, image->size - start, true);
    memset(image->data + start, 0xff, image->size - start);
    scrub->recognised = true;
    note(scrub, start, image->size - start, "the SDK's WiFi settings, which the image cuts", NULL);
}

/* The SDK takes the header's size for the flash's, which may be less than the image, and a
 * dump may be a part of the flash: so the magic counts wherever it is.  Without the magic,
 * the end of a whole flash counts. */
void image_scrub_sdk(struct image_scrub *scrub)
{
    const struct esp_settings_image *image = scrub->image;
    bool whole = image->size >= 512 << 10 && (image->size & (image->size - 1)) == 0;
    struct image_table table;
    struct image_sdk sdk;

    if (image_table_find(&table, image->data, image->size))
        return;
    for (size_t end = IMAGE_SDK_PARAMETERS; end <= image->size; end += IMAGE_SDK_SECTOR) {
        image_sdk_parse(&sdk, image->data + end - IMAGE_SDK_PARAMETERS);
        if (!sdk.present && !(whole && end == image->size))
            continue;
        if (sdk.present || image->data[0] == PROGRAM)
            scrub->recognised = true;
        scrub_parameters(scrub, end);
        if (scrub->radio && end >= IMAGE_SDK_RADIO)
            scrub_radio(scrub, end);
    }
    scrub_cut(scrub);
}

/* ---- SPIFFS and FAT ---- */

/* Blanks free and deleted pages.  The headers of pages that were in use stay. */
static void wipe_spiffs(const struct image_spiffs *spiffs, uint8_t *data)
{
    uint32_t blocks = spiffs->present < spiffs->block_count ? spiffs->present : spiffs->block_count;

    for (uint32_t block = 0; block < blocks; block++)
        for (uint32_t page = 0; page < spiffs->data_pages; page++) {
            uint16_t object = image_spiffs_lookup(spiffs, block, page);
            uint8_t *at = data + image_spiffs_page(spiffs, block, page);
            uint32_t keep = object == IMAGE_SPIFFS_FREE ? 0 : IMAGE_SPIFFS_PAGE_HEADER;

            if (object == IMAGE_SPIFFS_FREE || object == IMAGE_SPIFFS_DELETED ||
                !(at[IMAGE_SPIFFS_FLAGS_OFFSET] & IMAGE_SPIFFS_GONE))
                memset(at + keep, 0xff, spiffs->page_size - keep);
        }
}

static void wipe_fat(struct image_scrub *scrub, const struct image_volume *volume)
{
    uint8_t *data = scrub->image->data + volume->offset;
    bool whole;

    if (image_volume_is_doubtful(volume, scrub->image->data, scrub->image->size))
        image_scrub_fail(scrub, volume->offset,
                         "FAT is cut, or lies in wear levelling whose state is missing: read all of"
                         " the partition", NULL);
    else if (image_fat_is_rewriting(&volume->fs.fat))
        image_scrub_fail(scrub, volume->offset,
                         "the board was stopped while it wrote to FAT: start it once, and read again",
                         NULL);
    else if (!image_fat_wipe(&volume->fs.fat, data, &whole))
        scrub->out_of_memory = true;
    else if (!whole)
        image_scrub_fail(scrub, (uint64_t)(data - scrub->image->data),
                         "FAT is damaged, so its free space is not known", NULL);
}

static bool is_met(const struct image_littlefs_map *map, uint32_t block)
{
    return map->blocks[block / 8] >> block % 8 & 1;
}

/* ---- LittleFS ---- */

/* The superblock's first structure is where programs look for the geometry: behind a
 * revision, two tags, the magic and a tag. */
enum { SUPERBLOCK_END = 4 + 4 + 4 + 8 + 4 + 24 };

/* A block of a folder. */
struct wiping {
    struct image_scrub *scrub;
    const struct image_littlefs *fs;
    uint8_t *data;
};

static bool in_superblock(const struct wiping *wiping, const uint8_t *bytes)
{
    size_t offset = (size_t)(bytes - wiping->fs->data);

    return offset < 2 * (size_t)wiping->fs->block_size &&
           offset % wiping->fs->block_size < SUPERBLOCK_END;
}

static void wipe_replaced(void *context, const uint8_t *bytes, uint32_t size)
{
    const struct wiping *wiping = context;

    if (!in_superblock(wiping, bytes))
        memset(wiping->data + (bytes - wiping->fs->data), 0, size);
}

/* Tags may look like a part of a value. */
static void sweep_tag(void *context, const struct image_littlefs_tag *tag)
{
    const struct wiping *wiping = context;

    if (!in_superblock(wiping, tag->data))
        (void)image_scrub_sweep(wiping->scrub, wiping->data + (tag->data - wiping->fs->data),
                                tag->size);
}

/* Blanks names and contents of files that are deleted or replaced, and bytes of no commit;
 * overwrites values; and makes the CRCs right. */
static void wipe_pair(struct image_scrub *scrub, const struct image_littlefs *fs, uint8_t *data,
                      const struct image_littlefs_pair *pair, struct image_littlefs_dir *dir)
{
    size_t start = (size_t)pair->current * fs->block_size;
    struct image_littlefs_block block = {
        .data = fs->data + start, .number = pair->current, .end = pair->end};
    struct wiping wiping = {scrub, fs, data};

    if (pair->older != pair->current)
        memset(data + (size_t)pair->older * fs->block_size, 0xff, fs->block_size);
    memset(data + start + pair->end, 0xff, fs->block_size - pair->end);
    image_littlefs_wipe_padding(fs, data, pair->current, pair->end);
    image_littlefs_dir_replaced(dir, &block, wipe_replaced, &wiping);
    image_littlefs_tags(&block, sweep_tag, &wiping);
    image_littlefs_renew(fs, data, pair->current, pair->end);
}

static void wipe_map(struct image_scrub *scrub, const struct image_littlefs *fs, uint8_t *data,
                     const struct image_littlefs_map *map)
{
    struct image_littlefs_dir *dir = malloc(sizeof(*dir));

    if (!dir)
        scrub->out_of_memory = true;
    for (uint32_t i = 0; map->whole && i < map->block_count; i++)
        if (!is_met(map, i))
            memset(data + (size_t)i * fs->block_size, 0xff, fs->block_size);
    if (!map->whole)
        image_scrub_fail(scrub, (uint64_t)(data - scrub->image->data),
                         "LittleFS is damaged, so its free space is not known", NULL);
    for (size_t i = 0; dir && i < map->pair_count; i++)
        wipe_pair(scrub, fs, data, &map->pairs[i], dir);
    free(dir);
}

/* Blanks what no file and no folder has. */
static void wipe_littlefs(struct image_scrub *scrub, const struct image_littlefs *fs, uint8_t *data)
{
    struct image_littlefs_map map;

    if (!image_littlefs_map(fs, &map)) {
        scrub->out_of_memory = true;
        return;
    }
    wipe_map(scrub, fs, data, &map);
    image_littlefs_map_free(&map);
}

/* ---- files and free space ---- */

/* Blanks what a page or block has behind the end of a file. */
static void wipe_ends(struct image_scrub *scrub, const struct image_volume *volume, uint32_t unit)
{
    uint8_t *data = scrub->image->data + volume->offset;
    struct image_fsfiles files;

    if (!image_fsfiles_list(&files, &volume->fs))
        scrub->out_of_memory = true;
    for (size_t i = 0; i < files.count; i++) {
        const struct image_fsfile *file = &files.files[i];
        uint32_t last = file->size > 0 ? image_fsfile_place(file, file->size - 1) : 0;

        if (!file->folder && !file->broken && file->size > 0 &&
            file->inline_block == IMAGE_FSFILE_NO_BLOCK)
            memset(data + last + 1, 0xff, unit - 1 - last % unit);
    }
    image_fsfiles_free(&files);
}

/* Searches a file as a whole, because its parts may lie anywhere. */
static bool sweep_file(struct image_scrub *scrub, uint8_t *data, uint32_t size, uint32_t offset,
                       const char *path)
{
    struct image_seal seal;

    image_seal_look(&seal, data, size);
    if (image_scrub_sweep(scrub, data, size) == 0)
        return false;
    image_seal_renew(&seal, data);
    note(scrub, offset, size, "a value that was blanked, also in the file", path);
    return true;
}

static void scrub_volume(struct image_scrub *scrub, const struct image_volume *volume)
{
    uint8_t *data = scrub->image->data + volume->offset;

    switch (volume->fs.kind) {
    case IMAGE_FS_SPIFFS:
        wipe_spiffs(&volume->fs.spiffs, data);
        wipe_ends(scrub, volume, volume->fs.spiffs.page_size);
        break;
    case IMAGE_FS_FAT:
        wipe_fat(scrub, volume);
        break;
    case IMAGE_FS_LITTLEFS:
        wipe_littlefs(scrub, &volume->fs.littlefs, data);
        wipe_ends(scrub, volume, volume->fs.littlefs.block_size);
        break;
    default:
        break;
    }
    note(scrub, volume->offset, volume->size, "free space of the file system",
         image_fs_kind_name(volume->fs.kind));
    /* Names of files in pages of their own. */
    if (volume->fs.kind == IMAGE_FS_SPIFFS)
        (void)image_scrub_sweep(scrub, data, volume->size);
}

/* Partitions for a file system that have something else. */
static void find_unreadable(struct image_scrub *scrub)
{
    const struct esp_settings_image *image = scrub->image;
    struct image_table table;
    struct image_fs fs;

    if (!image_table_find(&table, image->data, image->size))
        return;
    for (unsigned i = 0; i < table.count; i++) {
        const struct image_row *row = &table.rows[i];
        size_t room = row->offset < image->size ? image->size - row->offset : 0;
        size_t size = row->size < room ? row->size : room;

        if (row->type == IMAGE_TYPE_DATA && row->subtype >= IMAGE_DATA_FAT &&
            row->subtype <= IMAGE_DATA_LITTLEFS && size > 0 &&
            !esp_blank(image->data + row->offset, size) &&
            !image_fs_find(&fs, image->data + row->offset, size))
            image_scrub_fail(scrub, row->offset, "no file system can be read in the partition",
                             row->name);
    }
}

enum esp_edit_result image_scrub_volumes(struct image_scrub *scrub)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    unsigned count = image_scrub_find_volumes(scrub, volumes);

    if (count == IMAGE_VOLUMES_MAX)
        image_scrub_fail(scrub, 0, "the image has too many file systems", NULL);
    find_unreadable(scrub);
    image_scrub_files(scrub, NULL, sweep_file);
    for (unsigned i = 0; i < count; i++)
        scrub_volume(scrub, &volumes[i]);
    return ESP_EDIT_DONE;
}
