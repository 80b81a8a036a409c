/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-mkflash: the flash of an ESP32 or of an ESP32-C3 with an ESP-IDF application.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP-IDF's documents "App Image Format", "Partition Tables" and "Non-Volatile
 * Storage Library"; the addresses of the bootloaders' segments are those of published logs.
 */
#include "sim/board/mkflash.h"

#include <openssl/evp.h>
#include <string.h>
#include <zlib.h>

enum {
    TABLE = 0x8000,
    NVS = 0x9000,
    NVS_SIZE = 0x6000,
    PHY = 0xf000,
    PHY_SIZE = 0x1000,
    APP = 0x10000,
    APP_SIZE_MAX = 0x180000,
    APP_BYTES = 1200 * 1024,
    HEADER = 24,
    SEGMENT_HEADER = 8,
    MMU_PAGE = 0x10000,
    SUM_SEED = 0xef,
    SHA_BYTES = 32,
    MD5_BYTES = 16,
    ROW = 32, /* of the partition table */
    NVS_ENTRY = 32,
    SHARE_OF_TEXT = 8, /* an eighth of the application is text */
};

/* Where a chip's images lie, and what their headers tell. */
struct layout {
    uint32_t bootloader; /* its place in the flash */
    uint8_t chip_id;
    uint16_t newest; /* revision of the chip, times 100 */
    uint32_t boot_data, boot_loader, boot_code, boot_entry;
    uint32_t constants, text, code, data, entry; /* of the application */
};

static const struct layout esp32 = {
    .bootloader = 0x1000,
    .newest = 399,
    .boot_data = 0x3fff0030,
    .boot_loader = 0x40078000,
    .boot_code = 0x40080400,
    .boot_entry = 0x40080538,
    .constants = 0x3f400020,
    .text = 0x400d0020,
    .code = 0x40080000,
    .data = 0x3ffb0000,
    .entry = 0x40081234,
};

static const struct layout esp32c3 = {
    .chip_id = 5,
    .newest = 199,
    .boot_data = 0x3fcd5820,
    .boot_loader = 0x403cc710,
    .boot_code = 0x403ce710,
    .boot_entry = 0x403cc710,
    .constants = 0x3c100020,
    .text = 0x42000020,
    .code = 0x40380000,
    .data = 0x3fc92000,
    .entry = 0x40381234,
};

static void put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value);
    put16(at + 2, value >> 16);
}

static void digest(const EVP_MD *kind, const uint8_t *bytes, size_t size, uint8_t *out)
{
    EVP_Digest(bytes, size, out, NULL, kind, NULL);
}

/* ---- images ---- */

struct image {
    uint8_t *start;
    size_t size;
    uint8_t sum;
};

/* The nibble of the header for the flash's size: 0 is 1 MB. */
static unsigned size_code(size_t flash_size)
{
    unsigned code = 0;

    while (code < 7 && (size_t)1 << (20 + code) < flash_size)
        code++;
    return code;
}

static struct image begin_image(const struct layout *layout, uint8_t *at, unsigned segments,
                                uint32_t entry, size_t flash_size)
{
    memset(at, 0, HEADER);
    at[0] = 0xe9;
    at[1] = (uint8_t)segments;
    at[2] = 2; /* DIO */
    at[3] = (uint8_t)(size_code(flash_size) << 4);
    put32(at + 4, entry);
    at[8] = 0xee; /* no WP pin */
    at[12] = layout->chip_id;
    put16(at + 17, layout->newest);
    at[23] = 1; /* a SHA-256 follows */
    return (struct image){.start = at, .size = HEADER, .sum = SUM_SEED};
}

/* Returns where the segment's contents begin.  Call end_segment() when they are there. */
static uint8_t *begin_segment(struct image *image, uint32_t address, size_t size)
{
    uint8_t *at = image->start + image->size;

    put32(at, address);
    put32(at + 4, (uint32_t)size);
    image->size += SEGMENT_HEADER;
    return at + SEGMENT_HEADER;
}

static void end_segment(struct image *image, size_t size)
{
    for (size_t i = 0; i < size; i++)
        image->sum ^= image->start[image->size + i];
    image->size += size;
}

static void code_segment(struct image *image, uint32_t address, size_t size)
{
    mkflash_code(begin_segment(image, address, size), size);
    end_segment(image, size);
}

static void end_image(struct image *image)
{
    while (image->size % 16 != 15)
        image->start[image->size++] = 0;
    image->start[image->size++] = image->sum;
    digest(EVP_sha256(), image->start, image->size, image->start + image->size);
    image->size += SHA_BYTES;
}

static void put_bootloader(const struct layout *layout, uint8_t *flash, size_t flash_size)
{
    struct image image =
        begin_image(layout, flash + layout->bootloader, 3, layout->boot_entry, flash_size);

    code_segment(&image, layout->boot_data, 5 * 1024);
    code_segment(&image, layout->boot_loader, 14 * 1024);
    code_segment(&image, layout->boot_code, 3 * 1024);
    end_image(&image);
}

/* esp_app_desc_t, at the start of the first segment. */
static void put_description(uint8_t *at)
{
    memset(at, 0, 256);
    put32(at, 0xabcd5432);
    strcpy((char *)at + 16, "1.4.2");
    strcpy((char *)at + 48, "greenhouse");
    strcpy((char *)at + 80, "12:34:56");
    strcpy((char *)at + 96, "Jul 14 2026");
    strcpy((char *)at + 112, "v5.4");
}

/* Constants and code are mapped from the flash, so each begins at an address with the same
 * place in its page of 64 KB as in the file. */
static void put_application(const struct layout *layout, uint8_t *flash, size_t size,
                            size_t flash_size)
{
    struct image image = begin_image(layout, flash + APP, 4, layout->entry, flash_size);
    size_t constants = (size / SHARE_OF_TEXT / MMU_PAGE + 1) * MMU_PAGE - SEGMENT_HEADER;
    uint8_t *at = begin_segment(&image, layout->constants, constants);
    size_t text = constants / 2;

    put_description(at);
    mkflash_text(at + 256, text - 256);
    mkflash_random(at + text, constants / 4);
    mkflash_code(at + text + constants / 4, constants - text - constants / 4);
    end_segment(&image, constants);
    code_segment(&image, layout->text, (size - constants - 96 * 1024) & ~(size_t)3);
    code_segment(&image, layout->code, 72 * 1024);
    code_segment(&image, layout->data, 16 * 1024);
    end_image(&image);
}

/* ---- the table and NVS ---- */

static uint8_t *put_row(uint8_t *row, uint8_t type, uint8_t subtype, uint32_t offset,
                        uint32_t size, const char *name)
{
    memset(row, 0, ROW);
    put16(row, 0x50aa);
    row[2] = type;
    row[3] = subtype;
    put32(row + 4, offset);
    put32(row + 8, size);
    strcpy((char *)row + 12, name);
    return row + ROW;
}

static void put_table(uint8_t *flash, size_t app_size)
{
    uint8_t *row = flash + TABLE;

    row = put_row(row, 1, 2, NVS, NVS_SIZE, "nvs");
    row = put_row(row, 1, 1, PHY, PHY_SIZE, "phy_init");
    row = put_row(row, 0, 0, APP, (uint32_t)app_size, "factory");
    memset(row, 0xff, ROW);
    put16(row, 0xebeb);
    digest(EVP_md5(), flash + TABLE, (size_t)(row - flash - TABLE), row + MD5_BYTES);
}

static uint32_t nvs_crc(uint32_t crc, const uint8_t *bytes, size_t size)
{
    return (uint32_t)crc32(crc, bytes, (uInt)size);
}

/* Writes an entry of one of the integer types, with the key and the value given. */
static void put_entry(uint8_t *page, unsigned index, uint8_t space, uint8_t type, const char *key,
                      uint32_t value)
{
    uint8_t *entry = page + 2 * NVS_ENTRY + index * NVS_ENTRY;
    uint8_t *state = page + NVS_ENTRY + index / 4;

    memset(entry, 0, NVS_ENTRY);
    entry[0] = space;
    entry[1] = type;
    entry[2] = 1;
    entry[3] = 0xff;
    strcpy((char *)entry + 8, key);
    memset(entry + 24, 0xff, 8);
    for (unsigned i = 0; i < (type & 0xfu) && i < 4; i++)
        entry[24 + i] = (uint8_t)(value >> 8 * i);
    put32(entry + 4, nvs_crc(nvs_crc(0xffffffff, entry, 4), entry + 8, NVS_ENTRY - 8));
    *state &= (uint8_t)~(1u << 2 * (index % 4)); /* written: binary 10 */
}

static void put_nvs(uint8_t *page)
{
    static const char *const keys[] = {"boots", "channel", "interval", "threshold", "offset"};

    put32(page, 0xfffffffe); /* active */
    put32(page + 4, 0);
    page[8] = 0xfe;
    put32(page + 28, nvs_crc(0xffffffff, page + 4, 24));
    put_entry(page, 0, 0, 0x01, "settings", 1);
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
        put_entry(page, i + 1, 1, 0x04, keys[i], 1000 * i + 7);
}

static void put_all(const struct layout *layout, uint8_t *flash, size_t size)
{
    size_t app_size = size - APP < APP_SIZE_MAX ? size - APP : APP_SIZE_MAX;
    size_t used = app_size - app_size / 8 < APP_BYTES ? app_size - app_size / 8 : APP_BYTES;

    put_bootloader(layout, flash, size);
    put_table(flash, app_size);
    put_nvs(flash + NVS);
    put_application(layout, flash, used, size);
}

void mkflash_esp32(uint8_t *flash, size_t size)
{
    put_all(&esp32, flash, size);
}

void mkflash_esp32c3(uint8_t *flash, size_t size)
{
    put_all(&esp32c3, flash, size);
}
