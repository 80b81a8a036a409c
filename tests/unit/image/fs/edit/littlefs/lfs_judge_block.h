/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judge of littlefs: what a metadata block says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef LFS_JUDGE_BLOCK_H
#define LFS_JUDGE_BLOCK_H

#include "unit/image/fs/edit/littlefs/lfs_judge.h"

enum { LFS_JUDGE_IDS = 1024 };

/* An id of a block. */
struct lfs_judge_slot {
    unsigned kind, structure;
    const uint8_t *name, *contents;
    uint32_t name_size, size;
    uint8_t attribute_types[LFS_JUDGE_ATTRIBUTES];
    const uint8_t *attributes[LFS_JUDGE_ATTRIBUTES];
    uint32_t attribute_sizes[LFS_JUDGE_ATTRIBUTES];
    unsigned attribute_count;
};

struct lfs_judge_block {
    unsigned count;
    uint32_t revision, end;
    uint32_t tail[2], state[3];
    bool has_tail, hard;
    struct lfs_judge_slot slots[LFS_JUDGE_IDS]; /* last: only count of them are copied */
};

/* Notes the first fault.  Always returns false. */
bool lfs_judge_fault(struct lfs_judge *judge, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

uint32_t lfs_judge_little(const uint8_t *p);

/* Reads the newer block of a pair.  What the older one has behind its commits does not matter. */
bool lfs_judge_pair(struct lfs_judge *judge, const uint32_t pair[2],
                    struct lfs_judge_block *block);

#endif
