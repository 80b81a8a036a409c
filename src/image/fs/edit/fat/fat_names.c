/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: the names of new files.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A name with 8 and 3 characters needs no long name if its stem and its extension are each in
 * capital or in small letters: two bits say so, as FatFs does with long names.  Firmware
 * without long names, ESP-IDF's default, shows such a name in capital letters, and a longer
 * one as LONGNA~1.TXT.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/fat/fat_impl.h"
#include "image/fs/fat/fat_case.h"

enum {
    STEM = 8, EXTENSION = 3,
    SMALL_STEM = 0x08, SMALL_EXTENSION = 0x10,
    LONG_NAME_MAX = 255, /* characters of UTF-16 */
    NUMBERS = 5, /* ~1 to ~5 */
};

static bool add_character(struct fat_name *name, uint32_t code)
{
    if (name->length + 1 + (code >= 0x10000) > LONG_NAME_MAX)
        return false;
    if (code >= 0x10000) {
        code -= 0x10000;
        name->characters[name->length++] = (uint16_t)(0xd800 | code >> 10);
        code = 0xdc00 | (code & 0x3ff);
    }
    name->characters[name->length++] = (uint16_t)code;
    return true;
}

static bool make_long(struct fat_name *name, const char *text, size_t size,
                      struct image_trouble *trouble)
{
    uint32_t code = 0;
    size_t step;

    for (size_t at = 0; at < size; at += step) {
        step = image_fat_utf8(text + at, size - at, &code);
        if (step == 0)
            return image_trouble_set(trouble, 0, "the name is not UTF-8");
        if (code < ' ' || code == 0x7f || (code < 0x80 && strchr("\"*/:<>?\\|", (int)code)))
            return image_trouble_set(trouble, 0, "FAT has no names with the character '%c'",
                                     code >= ' ' && code < 0x7f ? (int)code : '?');
        if (!add_character(name, code))
            return image_trouble_set(trouble, 0, "the name is longer than FAT's %d characters",
                                     LONG_NAME_MAX);
    }
    return true;
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Puts a part of a short name in capital letters.  Returns false if that loses anything. */
static bool shorten(uint8_t *target, size_t room, const char *text, size_t size, bool *small)
{
    bool capital = false, exact = size <= room;
    size_t used = 0;

    *small = false;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];

        capital |= is_capital(c);
        *small |= is_small(c);
        if (c == ' ' || c == '.') {
            exact = false;
            continue;
        }
        if ((uint8_t)c >= 0x80 || strchr("+,;=[]", c)) {
            exact = false;
            c = '_';
        }
        if (used < room)
            target[used++] = (uint8_t)(is_small(c) ? c - 'a' + 'A' : c);
    }
    if (capital && *small)
        exact = false;
    return exact;
}

/* The part before the last dot.  A name that begins with its only dot has no extension. */
static size_t stem_of(const char *text, size_t size)
{
    for (size_t i = size; i > 1; i--)
        if (text[i - 1] == '.')
            return i - 1;
    return size;
}

static void make_short(struct fat_name *name, const char *text, size_t size)
{
    size_t stem = stem_of(text, size);
    bool small_stem, small_extension = false, exact;

    memset(name->short_name, ' ', FAT_SHORT_SIZE);
    exact = shorten(name->short_name, STEM, text, stem, &small_stem);
    if (stem < size)
        exact = shorten(name->short_name + STEM, EXTENSION, text + stem + 1, size - stem - 1,
                        &small_extension) && exact && size - stem > 1;
    if (name->short_name[0] == ' ')
        name->short_name[0] = '_';
    if (exact) {
        name->small = (uint8_t)((small_stem ? SMALL_STEM : 0) | (small_extension ? SMALL_EXTENSION : 0));
        return;
    }
    name->tail = true;
    name->long_entries = (name->length + IMAGE_FAT_LONG_PART - 1) / IMAGE_FAT_LONG_PART;
}

bool fat_name_make(struct fat_name *name, const char *text, size_t size,
                   struct image_trouble *trouble)
{
    *name = (struct fat_name){0};
    if (size == 0)
        return image_trouble_set(trouble, 0, "the path has a part without a name");
    if (text[size - 1] == '.' || text[size - 1] == ' ')
        return image_trouble_set(trouble, 0, "FAT has no names that end with a dot or a blank");
    if (!make_long(name, text, size, trouble))
        return false;
    make_short(name, text, size);
    return true;
}

void fat_name_number(struct fat_name *name, unsigned number)
{
    char tail[STEM + 1];
    size_t size, at = 0;
    uint16_t hash = (uint16_t)number;

    /* After a few numbers a hash, as FatFs has it: a folder may have many similar names. */
    for (unsigned i = 0; i < name->length; i++)
        hash = (uint16_t)(31 * hash + name->characters[i]);
    if (number <= NUMBERS)
        size = (size_t)snprintf(tail, sizeof(tail), "~%u", number);
    else
        size = (size_t)snprintf(tail, sizeof(tail), "~%04X", (unsigned)hash);

    while (at < STEM - size && name->short_name[at] != ' ' && name->short_name[at] != '~')
        at++;
    memset(name->short_name + at, ' ', STEM - at);
    memcpy(name->short_name + at, tail, size);
}

void fat_name_part(const struct fat_name *name, unsigned i, uint8_t *entry)
{
    unsigned number = name->long_entries - i; /* the last part lies first */

    memset(entry, 0, IMAGE_FAT_ENTRY_SIZE);
    entry[0] = (uint8_t)(number | (i == 0 ? IMAGE_FAT_LONG_LAST : 0));
    entry[IMAGE_FAT_ATTRIBUTES] = IMAGE_FAT_LONG_NAME;
    entry[IMAGE_FAT_LONG_SUM] = image_fat_short_sum(name->short_name);
    for (unsigned j = 0; j < IMAGE_FAT_LONG_PART; j++) {
        unsigned at = (number - 1) * IMAGE_FAT_LONG_PART + j;
        /* A NUL ends the name, and 0xffff fills the rest. */
        uint16_t character = at < name->length    ? name->characters[at]
                             : at == name->length ? 0
                                                  : 0xffff;

        esp_put16(entry + image_fat_long_places[j], character);
    }
}
