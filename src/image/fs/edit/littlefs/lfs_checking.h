/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: the parts of a check.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FS_EDIT_LITTLEFS_LFS_CHECKING_H
#define IMAGE_FS_EDIT_LITTLEFS_LFS_CHECKING_H

#include "image/fs/edit/fsedit.h"

/* What is known of a block. */
enum {
    LFS_ROLE_USED = 1,
    LFS_ROLE_HEAD = 2,  /* it belongs to a pair that begins a folder */
    LFS_ROLE_NAMED = 4, /* a folder names its pair */
};

/* A pair that a folder names, and where. */
struct lfs_named {
    uint32_t pair[2];
    uint64_t at;
};

struct lfs_checking {
    const struct image_littlefs *fs;
    image_fsfinding_take *take;
    void *context;
    uint32_t blocks;
    uint8_t *roles; /* of each block */
    struct image_littlefs_dir *dir;
    struct lfs_named *named;
    size_t named_count, named_room;
    /* Of the folder that is read: the entry with the greatest name, and the one before this
     * pair.  NULL: there is none. */
    const uint8_t *greatest, *greatest_before;
    uint32_t greatest_size, greatest_before_size;
    bool out_of_memory;
};

/* Reports a finding. */
#define lfs_found(check, at, what_happens, is_harmless, ...)                       \
    do {                                                                           \
        struct image_fsfinding finding = {.remedy = (what_happens),                \
                                          .harmless = (is_harmless)};              \
        image_trouble_set(&finding.trouble, (at), __VA_ARGS__);                    \
        (check)->take((check)->context, &finding);                                 \
    } while (0)

/* Marks a block as used, and reports if that is impossible.  "at" is where the block's number is
 * written. */
bool lfs_check_take(struct lfs_checking *check, uint32_t block, uint64_t at, const char *remedy);

/* Checks an entry of check->dir.  True if the entry is a folder with a pair: *named. */
bool lfs_check_entry(struct lfs_checking *check, const struct image_littlefs_block *block,
                     unsigned id, struct lfs_named *named);

#endif
