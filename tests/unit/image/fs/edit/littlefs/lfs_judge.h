/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads littlefs for the tests, with code of its own: it shares nothing with src/image.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Written after SPEC.md and the chapter "CTZ skip-lists" of DESIGN.md of littlefs.  Whatever is
 * not as these say is a fault: the judge is as strict as it can be, because it reads images that
 * were just written.
 */
#ifndef LFS_JUDGE_H
#define LFS_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LFS_JUDGE_ATTRIBUTES = 4 };

struct lfs_judge_file {
    char *path;
    bool folder;
    uint8_t *contents;
    uint32_t size;
    bool inlined;
    struct {
        uint8_t type, size, bytes[8];
    } attributes[LFS_JUDGE_ATTRIBUTES];
    unsigned attribute_count;
};

struct lfs_judge {
    const uint8_t *data;
    uint32_t block_size, block_count, version, name_max;
    struct lfs_judge_file *files;
    unsigned count;
    uint8_t *used; /* of each block: 0, or what it is used for, 'p' or 'f' */
    unsigned pairs, blocks_used;
    char fault[200]; /* "" if there is none */
};

/* Reads all.  False if there is a fault. */
bool lfs_judge_read(struct lfs_judge *judge, const uint8_t *data, size_t size,
                    uint32_t block_size);
const struct lfs_judge_file *lfs_judge_file(const struct lfs_judge *judge, const char *path);
void lfs_judge_free(struct lfs_judge *judge);

#endif
