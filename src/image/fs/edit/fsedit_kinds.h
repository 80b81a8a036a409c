/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of file systems that can be changed.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FS_EDIT_FSEDIT_KINDS_H
#define IMAGE_FS_EDIT_FSEDIT_KINDS_H

#include "image/fs/edit/fsedit.h"

/* A kind may leave the bytes half changed if it fails: image_fsedit_put() and the others give
 * it a copy.  fs: what image_fs_find() found in edit->data; its data is edit->data.  A function
 * that is NULL: not possible with this kind. */
struct image_fsedit_kind {
    enum image_fsedit_result (*put)(const struct image_fsedit *edit, const struct image_fs *fs,
                                    const char *path, const uint8_t *contents, size_t size,
                                    struct image_trouble *trouble);
    enum image_fsedit_result (*make_folder)(const struct image_fsedit *edit,
                                            const struct image_fs *fs, const char *path,
                                            struct image_trouble *trouble);
    enum image_fsedit_result (*remove)(const struct image_fsedit *edit, const struct image_fs *fs,
                                       const char *path, struct image_trouble *trouble);
    enum image_fsedit_result (*format)(const struct image_fsedit *edit,
                                       const struct image_fsformat *format,
                                       struct image_trouble *trouble);
    bool (*check)(const struct image_fs *fs, image_fsfinding_take *take, void *context);
};

/* For check(): reports a finding to a check that has the members "take" and "context". */
#define image_fsfinding_tell(check, offset, harmless_, remedy_, ...)                 \
    do {                                                                             \
        struct image_fsfinding finding = {.remedy = remedy_, .harmless = harmless_}; \
        image_trouble_set(&finding.trouble, offset, __VA_ARGS__);                    \
        (check)->take((check)->context, &finding);                                   \
    } while (0)

extern const struct image_fsedit_kind image_fsedit_spiffs;
extern const struct image_fsedit_kind image_fsedit_littlefs;
extern const struct image_fsedit_kind image_fsedit_fat;

#endif
