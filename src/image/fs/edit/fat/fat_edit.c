/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of files in fat.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/edit/fsedit_kinds.h"

static enum image_fsedit_result later(struct image_trouble *trouble)
{
    image_trouble_set(trouble, 0, "changes of fat are not there yet");
    return IMAGE_FSEDIT_REFUSED;
}

static enum image_fsedit_result put(const struct image_fsedit *edit, const struct image_fs *fs,
                                    const char *path, const uint8_t *contents, size_t size,
                                    struct image_trouble *trouble)
{
    (void)edit, (void)fs, (void)path, (void)contents, (void)size;
    return later(trouble);
}

static enum image_fsedit_result remove_path(const struct image_fsedit *edit,
                                            const struct image_fs *fs, const char *path,
                                            struct image_trouble *trouble)
{
    (void)edit, (void)fs, (void)path;
    return later(trouble);
}

static enum image_fsedit_result format(const struct image_fsedit *edit,
                                       const struct image_fsformat *wanted,
                                       struct image_trouble *trouble)
{
    (void)edit, (void)wanted;
    return later(trouble);
}

static bool check(const struct image_fs *fs, image_fsfinding_take *take, void *context)
{
    struct image_fs_usage usage;
    struct image_fsfinding finding = {0};

    if (!image_fs_usage(fs, &usage))
        return false;
    finding.trouble = usage.trouble;
    if (usage.damaged)
        take(context, &finding);
    return true;
}

const struct image_fsedit_kind image_fsedit_fat = {
    .put = put,
    .remove = remove_path,
    .format = format,
    .check = check,
};
