/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layouts of the flash that have a name.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: esp8266/Arduino, boards.txt (menu "eesz") and tools/sdk/ld/eagle.flash.*.ld
 * (_FS_start); espressif/arduino-esp32, tools/partitions/NAME.csv.
 */
#ifndef IMAGE_LAYOUT_LAYOUT_H
#define IMAGE_LAYOUT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct image_layout {
    const char *name;
    uint32_t chip_size; /* bytes of flash that the layout needs */
    /* A layout without a table of partitions: where the file system begins; without a file
     * system, where it would begin.  0: the layout has a table. */
    uint32_t fs_start;
    bool has_fs;
    /* A layout with a table. */
    unsigned slots; /* for updates; 0: a factory application alone */
    uint32_t slot_size;
};

/* All layouts; those without a table come first. */
extern const struct image_layout image_layouts[];
extern const size_t image_layout_count;

/* NULL: no layout has this name.  Small and capital letters are the same. */
const struct image_layout *image_layout_named(const char *name);

/* The layout without a table, for a flash of this size, whose file system begins there.
 * fs_start 0: the layout without a file system.  NULL: there is no such layout. */
const struct image_layout *image_layout_with(uint32_t chip_size, uint32_t fs_start);

#endif
