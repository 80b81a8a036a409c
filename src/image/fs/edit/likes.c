/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How firmwares make their file systems.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A firmware refuses LittleFS whose longest name is longer than its own.  LittleFS 2.1 reads
 * version 2.0, so new ones are of version 2.0.
 * Sources: ESP-IDF's esp_spiffs and wear_levelling (Kconfig) and esp_littlefs' Kconfig
 * (LITTLEFS_OBJ_NAME_LEN); the core for the ESP8266: spiffs_config.h, platform.txt
 * (LFS_NAME_MAX) and the blocks of its eagle.flash.*.ld; MicroPython's vfs_lfsx.c and
 * _boot.py of its ports.
 */
#include <string.h>

#include "image/fs/edit/fsedit.h"

enum { BY_SIZE = 1, SMALL_FLASH = 512 << 10 };

struct like {
    const char *name;
    struct image_fsformat format; /* block_size BY_SIZE: as the layouts of the Arduino core */
};

#define SPIFFS_32 {.kind = IMAGE_FS_SPIFFS, .block_size = 4096, .page_size = 256, \
                   .name_max = 32, .meta_size = 4}
#define SPIFFS_8266 {.kind = IMAGE_FS_SPIFFS, .block_size = BY_SIZE, .page_size = 256, \
                     .name_max = 32, .aligned = true}
#define LITTLEFS(block, name) {.kind = IMAGE_FS_LITTLEFS, .block_size = block, .name_max = name, \
                               .version = 0x20000}
#define FAT_LEVELLED {.kind = IMAGE_FS_FAT, .page_size = 4096}

static const struct like likes[] = {
    {"esp-idf", SPIFFS_32},         {"esp-idf", LITTLEFS(4096, 64)},
    {"esp-idf", FAT_LEVELLED},      {"arduino32", SPIFFS_32},
    {"arduino32", LITTLEFS(4096, 64)}, {"arduino32", FAT_LEVELLED},
    {"arduino8266", SPIFFS_8266},   {"arduino8266", LITTLEFS(BY_SIZE, 32)},
    {"tasmota32", LITTLEFS(4096, 64)}, {"tasmota8266", LITTLEFS(BY_SIZE, 32)},
    {"espeasy32", SPIFFS_32},       {"espeasy32", LITTLEFS(4096, 64)},
    {"espeasy8266", SPIFFS_8266},   {"espeasy8266", LITTLEFS(BY_SIZE, 32)},
    {"micropython", LITTLEFS(4096, 255)},
    {"micropython", {.kind = IMAGE_FS_FAT, .page_size = 4096, .no_wear = true}},
};

static void fill(uint32_t *wanted, uint32_t usual)
{
    if (*wanted == 0)
        *wanted = usual;
}

bool image_fsformat_like(struct image_fsformat *format, const char *firmware, uint32_t size)
{
    for (size_t i = 0; i < sizeof(likes) / sizeof(likes[0]); i++) {
        const struct image_fsformat *usual = &likes[i].format;

        if (usual->kind != format->kind || strcmp(likes[i].name, firmware) != 0)
            continue;
        if (usual->block_size == BY_SIZE)
            fill(&format->block_size, size < SMALL_FLASH ? 4096 : 8192);
        else
            fill(&format->block_size, usual->block_size);
        fill(&format->page_size, usual->page_size);
        fill(&format->name_max, usual->name_max);
        fill(&format->meta_size, usual->meta_size);
        fill(&format->version, usual->version);
        format->aligned |= usual->aligned;
        format->no_wear |= usual->no_wear;
        return true;
    }
    return false;
}
