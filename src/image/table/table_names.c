/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the types and subtypes of partitions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: TYPES and SUBTYPES of ESP-IDF's gen_esp32part.py.
 */
#include <stddef.h>

#include "image/table/table.h"

struct name {
    uint8_t type, subtype;
    const char *name;
};

static const struct name subtypes[] = {
    {IMAGE_TYPE_APP, 0x00, "factory"},      {IMAGE_TYPE_APP, 0x10, "ota_0"},
    {IMAGE_TYPE_APP, 0x11, "ota_1"},        {IMAGE_TYPE_APP, 0x12, "ota_2"},
    {IMAGE_TYPE_APP, 0x13, "ota_3"},        {IMAGE_TYPE_APP, 0x14, "ota_4"},
    {IMAGE_TYPE_APP, 0x15, "ota_5"},        {IMAGE_TYPE_APP, 0x16, "ota_6"},
    {IMAGE_TYPE_APP, 0x17, "ota_7"},        {IMAGE_TYPE_APP, 0x18, "ota_8"},
    {IMAGE_TYPE_APP, 0x19, "ota_9"},        {IMAGE_TYPE_APP, 0x1a, "ota_10"},
    {IMAGE_TYPE_APP, 0x1b, "ota_11"},       {IMAGE_TYPE_APP, 0x1c, "ota_12"},
    {IMAGE_TYPE_APP, 0x1d, "ota_13"},       {IMAGE_TYPE_APP, 0x1e, "ota_14"},
    {IMAGE_TYPE_APP, 0x1f, "ota_15"},       {IMAGE_TYPE_APP, 0x20, "test"},
    {IMAGE_TYPE_APP, 0x30, "tee_0"},        {IMAGE_TYPE_APP, 0x31, "tee_1"},
    {IMAGE_TYPE_DATA, 0x00, "ota"},         {IMAGE_TYPE_DATA, 0x01, "phy"},
    {IMAGE_TYPE_DATA, 0x02, "nvs"},         {IMAGE_TYPE_DATA, 0x03, "coredump"},
    {IMAGE_TYPE_DATA, 0x04, "nvs_keys"},    {IMAGE_TYPE_DATA, 0x05, "efuse"},
    {IMAGE_TYPE_DATA, 0x06, "undefined"},   {IMAGE_TYPE_DATA, 0x80, "esphttpd"},
    {IMAGE_TYPE_DATA, 0x81, "fat"},         {IMAGE_TYPE_DATA, 0x82, "spiffs"},
    {IMAGE_TYPE_DATA, 0x83, "littlefs"},    {IMAGE_TYPE_DATA, 0x90, "tee_ota"},
    {IMAGE_TYPE_DATA, 0x91, "tee_sec_stg"}, {IMAGE_TYPE_BOOTLOADER, 0x00, "primary"},
    {IMAGE_TYPE_BOOTLOADER, 0x01, "ota"},   {IMAGE_TYPE_BOOTLOADER, 0x02, "recovery"},
    {IMAGE_TYPE_TABLE, 0x00, "primary"},    {IMAGE_TYPE_TABLE, 0x01, "ota"},
};

const char *image_type_name(uint8_t type)
{
    static const char *const names[] = {
        [IMAGE_TYPE_APP] = "app",
        [IMAGE_TYPE_DATA] = "data",
        [IMAGE_TYPE_BOOTLOADER] = "bootloader",
        [IMAGE_TYPE_TABLE] = "partition_table",
    };

    return type < sizeof(names) / sizeof(names[0]) ? names[type] : NULL;
}

const char *image_subtype_name(uint8_t type, uint8_t subtype)
{
    for (size_t i = 0; i < sizeof(subtypes) / sizeof(subtypes[0]); i++)
        if (subtypes[i].type == type && subtypes[i].subtype == subtype)
            return subtypes[i].name;
    return NULL;
}
