/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the layout of a flash without a table of partitions by its file system.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/layout/layout_find.h"

#include "image/fs/fs.h"

uint32_t image_layout_fs_size(const struct image_layout *layout)
{
    uint32_t room = layout->chip_size - 0x5000 - layout->fs_start;

    return layout->chip_size - layout->fs_start >= 512 << 10 ? room & ~(uint32_t)0x1fff : room;
}

/* Chance makes no file system of exactly this size. */
static bool has_fs(const struct image_layout *layout, const uint8_t *data, size_t size)
{
    struct image_fs fs;

    if (!layout->has_fs || layout->fs_start >= size || size - layout->fs_start < image_layout_fs_size(layout) ||
        !image_fs_find(&fs, data + layout->fs_start, image_layout_fs_size(layout)))
        return false;
    if (fs.kind == IMAGE_FS_SPIFFS &&
        (fs.spiffs.magic == IMAGE_SPIFFS_NO_MAGIC || fs.spiffs.without_magic > 1))
        return false;
    return image_fs_size(&fs) == image_layout_fs_size(layout);
}

/* The end of a SPIFFS looks like a whole smaller one, because the magic has the number of
 * blocks up to the end.  So the largest file system counts. */
static const struct image_layout *largest(const uint8_t *data, size_t size, uint32_t claimed,
                                          bool others)
{
    const struct image_layout *found = NULL;

    for (size_t i = 0; i < image_layout_count; i++) {
        const struct image_layout *layout = &image_layouts[i];

        if ((layout->chip_size != claimed) == others &&
            (!found || layout->fs_start < found->fs_start) && has_fs(layout, data, size))
            found = layout;
    }
    return found;
}

const struct image_layout *image_layout_find(const uint8_t *data, size_t size, uint32_t claimed)
{
    const struct image_layout *found = largest(data, size, claimed, false);

    return found ? found : largest(data, size, claimed, true);
}
