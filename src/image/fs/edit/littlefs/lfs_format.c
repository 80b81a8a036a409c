/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: makes an empty file system.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * What the firmwares use: blocks of 4096 bytes, a flash's sector.  A mount refuses a longer
 * name_max than the library's own: 32 in Arduino for the ESP8266 (LittleFS.h), 64 in
 * esp_littlefs (LITTLEFS_OBJ_NAME_LEN), 255 elsewhere; so the shortest is the default.  A mount
 * also refuses a newer version than the library's own, so 2.0 is the default.  Commits end at
 * multiples of the program size: 64 in Arduino for the ESP8266, 128 in esp_littlefs, 32 in
 * MicroPython; 128 suits all three.  file_max and attr_max are those of lfs.h.
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfsedit.h"

enum {
    BLOCK_DEFAULT = 4096, BLOCK_MIN = 128, BLOCK_MAX = 1 << 20,
    PROGRAM_DEFAULT = 128,
    NAME_DEFAULT = 32, NAME_LIMIT = 1022,
    FILE_MAX = 0x7fffffff, ATTRIBUTE_MAX = 1022,
    VERSION_2_0 = 0x20000, VERSION_2_1 = 0x20001,
    CONFIG_SIZE = 24,
};

struct format {
    uint32_t block_size, block_count, program_size, name_max, version;
};

static uint32_t or_default(uint32_t value, uint32_t otherwise)
{
    return value ? value : otherwise;
}

static bool is_power_of_two(uint32_t value)
{
    return value > 0 && (value & (value - 1)) == 0;
}

static enum image_fsedit_result check_format(const struct format *format, size_t size,
                                             struct image_trouble *trouble)
{
    bool good = true;

    if (!is_power_of_two(format->block_size) || format->block_size < BLOCK_MIN ||
        format->block_size > BLOCK_MAX)
        good = image_trouble_set(trouble, 0,
                                 "a block of littlefs has 128, 256 and so on up to 1048576 bytes, "
                                 "not %u", format->block_size);
    else if (!is_power_of_two(format->program_size) || format->program_size > format->block_size)
        good = image_trouble_set(trouble, 0,
                                 "a page of littlefs has 1, 2, 4 and so on up to a block's %u "
                                 "bytes, not %u", format->block_size, format->program_size);
    else if (format->name_max > NAME_LIMIT)
        good = image_trouble_set(trouble, 0, "names of littlefs have at most %u bytes, not %u",
                                 NAME_LIMIT, format->name_max);
    else if (format->version != VERSION_2_0 && format->version != VERSION_2_1)
        good = image_trouble_set(trouble, 0, "littlefs can have version 2.0 or 2.1, not %u.%u",
                                 format->version >> 16, format->version & 0xffff);
    if (!good)
        return IMAGE_FSEDIT_BAD;
    if (format->block_count >= 2)
        return IMAGE_FSEDIT_DONE;
    image_trouble_set(trouble, 0, "littlefs needs 2 blocks of %u bytes, and there are %zu bytes",
                      format->block_size, size);
    return IMAGE_FSEDIT_FULL;
}

static void write_superblock(const struct format *format, uint8_t *block, uint32_t revision)
{
    struct lfs_log log = {
        .block = block,
        .block_size = format->block_size,
        .program_size = format->program_size,
        .forward = format->version >= VERSION_2_1,
        .at = 4,
        .previous = UINT32_MAX,
    };
    uint8_t config[CONFIG_SIZE];

    esp_put32(config, format->version);
    esp_put32(config + 4, format->block_size);
    esp_put32(config + 8, format->block_count);
    esp_put32(config + 12, format->name_max);
    esp_put32(config + 16, FILE_MAX);
    esp_put32(config + 20, ATTRIBUTE_MAX);
    memset(block, 0xff, format->block_size);
    esp_put32(block, revision);
    (void)lfs_log_put(&log, LFS_NAME + IMAGE_LITTLEFS_SUPERBLOCK, 0, "littlefs", 8);
    (void)lfs_log_put(&log, IMAGE_LITTLEFS_INLINE, 0, config, sizeof(config));
    lfs_log_end(&log);
}

enum image_fsedit_result lfs_make_new(const struct image_fsedit *edit,
                                    const struct image_fsformat *wanted,
                                    struct image_trouble *trouble)
{
    struct format format = {
        .block_size = or_default(wanted->block_size, BLOCK_DEFAULT),
        .name_max = or_default(wanted->name_max, NAME_DEFAULT),
        .version = or_default(wanted->version, VERSION_2_0),
    };
    enum image_fsedit_result result;

    format.program_size = or_default(wanted->page_size, format.block_size < PROGRAM_DEFAULT
                                                            ? format.block_size
                                                            : PROGRAM_DEFAULT);
    format.block_count = (uint32_t)(edit->size / format.block_size);
    result = check_format(&format, edit->size, trouble);
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    write_superblock(&format, edit->data, 1);
    write_superblock(&format, edit->data + format.block_size, 2);
    return IMAGE_FSEDIT_DONE;
}
