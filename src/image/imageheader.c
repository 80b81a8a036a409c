/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of chip an image is for that lies where the ESP8266 starts.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * All chips of the family have the same first eight bytes: magic, number of
 * segments, flash mode, flash size and rate, entry point.  In an image of an
 * ESP8266 the first segment follows: its address, its length.  The others have
 * 16 bytes more in between, with the chip's number among them (Espressif's
 * "Firmware Image Format").
 */
#include "image/imageheader.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/digit.h"

enum {
    MAGIC = 0xe9,
    MAGIC_V2 = 0xea, /* only the ESP8266's bootloaders know it */
    OFFSET_SIZE = 3, /* flash size in the high nibble */
    OFFSET_ENTRY = 4,
    OFFSET_SEGMENT = 8,      /* address of the first segment */
    OFFSET_CHIP = 12,        /* 16 bit, ESP32 and later */
    OFFSET_HASH = 23,        /* 0 or 1, ESP32 and later */
    EXTENDED_SIZE = 24,
};

/* Where a bootloader is in a whole dump: 0x1000 on ESP32 and ESP32-S2, 0x2000
 * on some later ones, and blank flash before it. */
static const size_t later_boot_offsets[] = {0x1000, 0x2000};

static const char *chip_of_id(unsigned id)
{
    static const struct {
        unsigned id;
        const char *name;
    } chips[] = {
        {0, "ESP32"},      {2, "ESP32-S2"},   {5, "ESP32-C3"},  {9, "ESP32-S3"},
        {12, "ESP32-C2"},  {13, "ESP32-C6"},  {16, "ESP32-H2"}, {18, "ESP32-P4"},
        {20, "ESP32-C61"}, {23, "ESP32-C5"},  {25, "ESP32-H21"}, {28, "ESP32-H4"},
        {31, "ESP32-E22"}, {32, "ESP32-S31"},
    };

    for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
        if (chips[i].id == id)
            return chips[i].name;
    }
    return NULL;
}

/* Instruction RAM and the flash's window, data RAM: no other chip of the family
 * has memory of its own at these. */
static bool is_esp8266_address(uint32_t address)
{
    return (address >= 0x40100000 && address < 0x40300000) ||
           (address >= 0x3ffe8000 && address < 0x40000000);
}

/* Name of the chip with an extended header that the image is for, or NULL. */
static const char *foreign_chip(const uint8_t *data, size_t size)
{
    if (size < EXTENDED_SIZE || data[0] != MAGIC || data[OFFSET_HASH] > 1)
        return NULL;
    /* The second test is for programs of ours with an odd entry point. */
    if ((esp_get32(data + OFFSET_ENTRY) >> 20) == 0x401 ||
        is_esp8266_address(esp_get32(data + OFFSET_SEGMENT)))
        return NULL;
    return chip_of_id(esp_get16(data + OFFSET_CHIP));
}

static bool is_blank(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] != 0xff)
            return false;
    }
    return true;
}

/* The same for a whole dump. */
static const char *foreign_dump(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < sizeof(later_boot_offsets) / sizeof(later_boot_offsets[0]); i++) {
        size_t offset = later_boot_offsets[i];

        if (size > offset && is_blank(data, offset)) {
            const char *chip = foreign_chip(data + offset, size - offset);

            if (chip)
                return chip;
        }
    }
    return NULL;
}

static bool is_intel_hex(const uint8_t *data, size_t size)
{
    enum { RECORD_HEAD = 9 }; /* ':', length, address, type */

    if (size < RECORD_HEAD || data[0] != ':')
        return false;
    for (int i = 1; i < RECORD_HEAD; i++) {
        if (esp_digit((char)data[i]) < 0)
            return false;
    }
    return true;
}

/* Name of the format that has to be unpacked first, or NULL. */
static const char *wrapping(const uint8_t *data, size_t size)
{
    static const struct {
        const char *name;
        size_t length;
        const char *magic;
    } formats[] = {
        {"gzip", 2, "\x1f\x8b"},  {"xz", 6, "\xfd" "7zXZ"},
        {"ZIP", 4, "PK\x03\x04"}, {"zstd", 4, "\x28\xb5\x2f\xfd"},
        {"bzip2", 3, "BZh"},      {"ELF", 4, "\x7f" "ELF"},
        {"UF2", 4, "UF2\n"},
    };

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (size >= formats[i].length &&
            memcmp(data, formats[i].magic, formats[i].length) == 0)
            return formats[i].name;
    }
    return is_intel_hex(data, size) ? "Intel HEX" : NULL;
}

/* Sizes by the ESP8266's numbers; 5 and 6 are 2 and 4 MB with another map. */
static uint32_t claimed_size(const uint8_t *data)
{
    static const uint32_t sizes[16] = {
        512u << 10, 256u << 10, 1u << 20, 2u << 20, 4u << 20, 2u << 20, 4u << 20, 0,
        8u << 20,   16u << 20,
    };

    return sizes[data[OFFSET_SIZE] >> 4];
}

void image_header_parse(struct image_header *header, const uint8_t *data, size_t size)
{
    bool program = size > OFFSET_SEGMENT && (data[0] == MAGIC || data[0] == MAGIC_V2);
    const char *chip = foreign_chip(data, size);

    *header = (struct image_header){.kind = IMAGE_KIND_DATA};
    if (!chip)
        chip = foreign_dump(data, size);
    if (chip) {
        header->kind = IMAGE_KIND_FOREIGN;
        header->what = chip;
    } else if (program) {
        header->kind = IMAGE_KIND_PROGRAM;
        header->flash_size = claimed_size(data);
    } else {
        header->what = wrapping(data, size);
        if (header->what)
            header->kind = IMAGE_KIND_WRAPPED;
    }
}
