/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries of FAT's folders: their names and times.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/fat/fat_name.h"

#include <string.h>

#include "base/bytes.h"
#include "base/calendar.h"

enum { LONG_NUMBER = 0x1f, TIME = 22, DATE = 24 };

const uint8_t image_fat_long_places[IMAGE_FAT_LONG_PART] = {1,  3,  5,  7,  9,  14, 16,
                                                            18, 20, 22, 24, 28, 30};

void image_fat_long_take(struct image_fat_long *name, const uint8_t *entry)
{
    unsigned number = entry[0] & LONG_NUMBER;

    if (entry[0] & IMAGE_FAT_LONG_LAST) {
        memset(name->characters, 0, sizeof(name->characters));
        name->sum = entry[IMAGE_FAT_LONG_SUM];
        name->present = number > 0 && number <= IMAGE_FAT_LONG_ENTRIES;
    } else if (number != name->next || entry[IMAGE_FAT_LONG_SUM] != name->sum) {
        name->present = false;
    }
    if (!name->present || number == 0)
        return;
    for (unsigned i = 0; i < IMAGE_FAT_LONG_PART; i++)
        name->characters[(number - 1) * IMAGE_FAT_LONG_PART + i] =
                esp_get16(entry + image_fat_long_places[i]);
    name->next = number - 1;
}

/* ChkSum() of Microsoft's specification. */
uint8_t image_fat_short_sum(const uint8_t *entry)
{
    uint8_t sum = 0;

    for (unsigned i = 0; i < 11; i++)
        sum = (uint8_t)((uint8_t)(sum << 7 | sum >> 1) + entry[i]);
    return sum;
}

static size_t put_utf8(uint8_t *text, uint32_t code)
{
    if (code < 0x80) {
        text[0] = (uint8_t)code;
        return 1;
    }
    if (code < 0x800) {
        text[0] = (uint8_t)(0xc0 | code >> 6);
        text[1] = (uint8_t)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code >= 0x10000) {
        text[0] = (uint8_t)(0xf0 | code >> 18);
        text[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
        text[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        text[3] = (uint8_t)(0x80 | (code & 0x3f));
        return 4;
    }
    text[0] = (uint8_t)(0xe0 | code >> 12);
    text[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
    text[2] = (uint8_t)(0x80 | (code & 0x3f));
    return 3;
}

static size_t short_name(const uint8_t *entry, uint8_t *name)
{
    /* Bits of Windows NT: the name, the extension is shown in small letters. */
    bool small_base = entry[12] & 0x08, small_end = entry[12] & 0x10;
    size_t size = 0;

    for (unsigned i = 0; i < 11; i++) {
        uint8_t c = i == 0 && entry[0] == 0x05 ? 0xe5 : entry[i];

        if (c == ' ')
            continue;
        if (i >= 8 && (size == 0 || memchr(name, '.', size) == NULL))
            name[size++] = '.';
        if ((i < 8 ? small_base : small_end) && c >= 'A' && c <= 'Z')
            c = (uint8_t)(c - 'A' + 'a');
        name[size++] = c;
    }
    return size;
}

size_t image_fat_name(const struct image_fat_long *long_name, const uint8_t *entry,
                      uint8_t name[IMAGE_FAT_NAME_MAX])
{
    size_t size = 0;

    if (!long_name->present || long_name->next != 0 || long_name->sum != image_fat_short_sum(entry))
        return short_name(entry, name);
    for (unsigned i = 0; i < IMAGE_FAT_LONG_MAX; i++) {
        uint32_t code = long_name->characters[i];

        if (code == 0 || code == 0xffff)
            break;
        if (code >> 10 == 0x36 && i + 1 < IMAGE_FAT_LONG_MAX &&
            long_name->characters[i + 1] >> 10 == 0x37) /* the two halves of a pair */
            code = 0x10000 + ((code & 0x3ff) << 10) + (long_name->characters[++i] & 0x3ff);
        size += put_utf8(name + size, code);
    }
    return size;
}

uint32_t image_fat_time(const uint8_t *entry)
{
    uint16_t date = esp_get16(entry + DATE), clock = esp_get16(entry + TIME);
    struct tm parts = {
        .tm_year = 80 + (date >> 9),
        .tm_mon = (date >> 5 & 15) - 1,
        .tm_mday = date & 31,
        .tm_hour = clock >> 11,
        .tm_min = clock >> 5 & 63,
        .tm_sec = 2 * (clock & 31),
    };

    if (parts.tm_mon < 0 || parts.tm_mon > 11 || parts.tm_mday == 0)
        return 0;
    return esp_calendar_seconds(&parts);
}

void image_fat_set_time(uint8_t *entry, uint32_t seconds)
{
    struct tm parts = esp_calendar_utc(seconds);

    /* The first day that FAT can tell, as FatFs stores it without a clock. */
    esp_put16(entry + DATE, 1 << 5 | 1);
    esp_put16(entry + TIME, 0);
    if (parts.tm_year < 80)
        return;
    esp_put16(entry + DATE,
              (uint16_t)((parts.tm_year - 80) << 9 | (parts.tm_mon + 1) << 5 | parts.tm_mday));
    esp_put16(entry + TIME, (uint16_t)(parts.tm_hour << 11 | parts.tm_min << 5 | parts.tm_sec / 2));
}
