/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries of FAT's folders: their names and times.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A long name lies in entries of its own before the file's entry, the last part first.
 * Source: Microsoft's "FAT: General Overview of On-Disk Format", version 1.03.
 */
#ifndef IMAGE_FS_FAT_NAME_H
#define IMAGE_FS_FAT_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/fs/fat/fat.h"

enum {
    /* Entries of a long name: their number, counted down, and 13 characters of UTF-16. */
    IMAGE_FAT_LONG_LAST = 0x40, /* this bit of the number */
    IMAGE_FAT_LONG_SUM = 13,    /* offset of the sum over the short name */
    IMAGE_FAT_LONG_PART = 13,
    IMAGE_FAT_LONG_ENTRIES = 20,
    IMAGE_FAT_LONG_MAX = IMAGE_FAT_LONG_PART * IMAGE_FAT_LONG_ENTRIES,
    IMAGE_FAT_NAME_MAX = 3 * IMAGE_FAT_LONG_MAX, /* bytes of UTF-8 */
    IMAGE_FAT_SIZE = 28, /* offset of a file's size in its entry */
};

/* Where an entry has the characters of a long name. */
extern const uint8_t image_fat_long_places[IMAGE_FAT_LONG_PART];

/* The long name that the last entries had. */
struct image_fat_long {
    bool present;
    uint16_t characters[IMAGE_FAT_LONG_MAX];
    unsigned next; /* number of the entry that must come next; 0: the name is whole */
    uint8_t sum;
};

/* Takes an entry with a part of a long name. */
void image_fat_long_take(struct image_fat_long *name, const uint8_t *entry);

/* The name of the file's entry that comes next: the long name if it belongs to the entry, or
 * the short one.  UTF-8, without a NUL.  Returns its size. */
size_t image_fat_name(const struct image_fat_long *long_name, const uint8_t *entry,
                      uint8_t name[IMAGE_FAT_NAME_MAX]);

/* ChkSum() of Microsoft's specification. */
uint8_t image_fat_short_sum(const uint8_t *entry);

/* The time of the last change, taken for UTC, in seconds since 1970; 0: none. */
uint32_t image_fat_time(const uint8_t *entry);
void image_fat_set_time(uint8_t *entry, uint32_t seconds);

#endif
