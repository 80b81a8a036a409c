/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layouts of the flash that have a name.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/layout/layout.h"

#include <strings.h>

#define KB(n) ((uint32_t)(n) << 10)
#define MB(n) ((uint32_t)(n) << 20)

/* Without a file system, all but the last five sectors is for programs. */
#define NO_FS(text, size) {.name = (text), .chip_size = (size), .fs_start = (size) - 0x5000}
#define FS(text, size, start) {.name = (text), .chip_size = (size), .fs_start = (start), .has_fs = true}
#define TABLE(text, size, count, bytes) \
    {.name = (text), .chip_size = (size), .slots = (count), .slot_size = (bytes)}

const struct image_layout image_layouts[] = {
    NO_FS("512K", KB(512)),
    FS("512K32", KB(512), 0x73000),
    FS("512K64", KB(512), 0x6b000),
    FS("512K128", KB(512), 0x5b000),
    NO_FS("1M", MB(1)),
    FS("1M64", MB(1), 0xeb000),
    FS("1M128", MB(1), 0xdb000),
    FS("1M144", MB(1), 0xd7000),
    FS("1M160", MB(1), 0xd3000),
    FS("1M192", MB(1), 0xcb000),
    FS("1M256", MB(1), 0xbb000),
    FS("1M512", MB(1), 0x7b000),
    NO_FS("2M", MB(2)),
    FS("2M64", MB(2), 0x1f0000),
    FS("2M128", MB(2), 0x1e0000),
    FS("2M256", MB(2), 0x1c0000),
    FS("2M512", MB(2), 0x180000),
    FS("2M1M", MB(2), 0x100000),
    NO_FS("4M", MB(4)),
    FS("4M1M", MB(4), 0x300000),
    FS("4M2M", MB(4), 0x200000),
    FS("4M3M", MB(4), 0x100000),
    NO_FS("8M", MB(8)),
    FS("8M6M", MB(8), 0x200000),
    FS("8M7M", MB(8), 0x100000),
    NO_FS("16M", MB(16)),
    FS("16M14M", MB(16), 0x200000),
    FS("16M15M", MB(16), 0x100000),
    TABLE("default", MB(4), 2, 0x140000),
    TABLE("default_ffat", MB(4), 2, 0x140000),
    TABLE("default_8MB", MB(8), 2, 0x330000),
    TABLE("default_16MB", MB(16), 2, 0x640000),
    TABLE("min_spiffs", MB(4), 2, 0x1e0000),
    TABLE("rainmaker", MB(4), 2, 0x1e0000),
    TABLE("large_spiffs_16MB", MB(16), 2, 0x480000),
    TABLE("app3M_fat9M_16MB", MB(16), 2, 0x300000),
    TABLE("ffat", MB(16), 2, 0x200000),
    TABLE("huge_app", MB(4), 1, 0x300000),
    TABLE("no_ota", MB(4), 1, 0x200000),
    TABLE("noota_3g", MB(4), 1, 0x100000),
    TABLE("minimal", MB(2), 1, 0x140000),
    TABLE("max_app_8MB", MB(8), 0, 0x7e0000),
};

const size_t image_layout_count = sizeof(image_layouts) / sizeof(image_layouts[0]);

const struct image_layout *image_layout_named(const char *name)
{
    for (size_t i = 0; i < image_layout_count; i++)
        if (strcasecmp(image_layouts[i].name, name) == 0)
            return &image_layouts[i];
    return NULL;
}

const struct image_layout *image_layout_with(uint32_t chip_size, uint32_t fs_start)
{
    for (size_t i = 0; i < image_layout_count; i++) {
        const struct image_layout *layout = &image_layouts[i];

        if (layout->fs_start != 0 && layout->chip_size == chip_size &&
            (fs_start == 0 ? !layout->has_fs : layout->has_fs && layout->fs_start == fs_start))
            return layout;
    }
    return NULL;
}
