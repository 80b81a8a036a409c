/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: file systems, and the settings that lie outside of them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "fuzz/lib/surveyed.h"
#include "image/survey/describe_part.h"

static void check_usage(const struct image_fs *fs, size_t size)
{
    struct image_fs_usage usage;

    FUZZ_CHECK(image_fs_usage(fs, &usage));
    FUZZ_CHECK(!usage.damaged || usage.trouble.offset <= size);
    FUZZ_CHECK(fs->kind == IMAGE_FS_SPIFFS || usage.used <= usage.total);
    /* Each file has an entry of at least 4 bytes. */
    FUZZ_CHECK(usage.files + (uint64_t)usage.folders <= size / 4);
}

static void check_kind(const struct image_fs *fs, size_t size)
{
    if (fs->kind == IMAGE_FS_SPIFFS) {
        FUZZ_CHECK((uint64_t)fs->spiffs.present * fs->spiffs.block_size <= size);
        FUZZ_CHECK(fs->spiffs.lookup_pages + fs->spiffs.data_pages ==
                   fs->spiffs.block_size / fs->spiffs.page_size);
    } else if (fs->kind == IMAGE_FS_LITTLEFS) {
        FUZZ_CHECK(fs->littlefs.block_size > 0 && fs->littlefs.superblock <= 1);
    } else {
        FUZZ_CHECK(fs->fat.cluster_count > 0 && fs->fat.first_data_sector < fs->fat.sector_count);
        FUZZ_CHECK(strlen(fs->fat.label) <= IMAGE_FAT_LABEL_MAX);
        for (uint32_t i = 0; fs->fat.wear.present && i < fs->fat.wear.sectors; i++)
            FUZZ_CHECK(image_wear_offset(&fs->fat.wear, (size_t)i * IMAGE_WEAR_SECTOR) +
                           IMAGE_WEAR_SECTOR <= fs->fat.wear.state_offset);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *exact = fuzz_copy(data, size);
    struct image_survey survey;
    struct image_part *part;
    struct image_fs fs;

    image_survey_init(&survey, exact, size);
    part = image_survey_add(&survey, IMAGE_PART_FILE_SYSTEM, "fs", 0, (uint32_t)size);
    if (image_fs_find(&fs, exact, size)) {
        check_kind(&fs, size);
        check_usage(&fs, size);
        image_describe_fs(part, &fs);
    }
    image_describe_espeasy(part, exact, size);
    image_survey_sdk(&survey, (uint32_t)size);
    image_survey_tasmota(&survey);
    fuzz_check_survey(&survey);
    free(exact);
    return 0;
}
