/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: completes what a board was stopped in.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The library does so before its first change after a mount.  It is no repair: the global state
 * tells that it is to be done, and each step is a commit as any other.
 *
 * - An entry was moved, and is at both places: the old one goes.
 * - A folder got another pair, and the list of pairs has the old one: the list is changed.
 * - A pair is in the list, but no folder has it: it leaves the list.
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfsedit.h"

static enum image_fsedit_result complete_move(struct lfsedit *lfs)
{
    const struct lfs_change change = {LFS_DELETE, lfs->fs.moved, NULL, 0};
    struct lfs_mdir *mdir;
    enum image_fsedit_result result = lfs_mdir_read(lfs, lfs->fs.moved_in, &mdir);

    if (result == IMAGE_FSEDIT_DONE) {
        lfs->carry[0] ^= lfs->fs.state[0] & 0x7ffffc00; /* the tag without orphans */
        lfs->carry[1] ^= lfs->fs.state[1];
        lfs->carry[2] ^= lfs->fs.state[2];
        lfs->fs.has_moved = false;
        result = lfs_commit(lfs, mdir, &change, 1);
    }
    lfs_mdir_free(mdir);
    return result;
}

/* The pair by which a folder names a pair.  *found: false if no folder does. */
static enum image_fsedit_result find_name_of(struct lfsedit *lfs, const uint32_t pair[2],
                                             uint32_t named[2], bool *found)
{
    uint32_t tail[2] = {0, 1};
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;

    *found = false;
    for (uint32_t left = lfs->blocks; left > 0 && !*found && result == IMAGE_FSEDIT_DONE &&
                                      tail[0] != IMAGE_LITTLEFS_NO_BLOCK;
         left--) {
        struct lfs_mdir *mdir;

        result = lfs_mdir_read(lfs, tail, &mdir);
        for (unsigned i = 0; result == IMAGE_FSEDIT_DONE && i < mdir->count && !*found; i++) {
            const struct lfs_entry *entry = mdir->entries[i];

            if (!entry || entry->contents.type != IMAGE_LITTLEFS_PAIR || entry->contents.size != 8)
                continue;
            named[0] = esp_get32(entry->contents.data);
            named[1] = esp_get32(entry->contents.data + 4);
            *found = image_littlefs_pairs_meet(named, pair);
        }
        if (result == IMAGE_FSEDIT_DONE)
            memcpy(tail, mdir->tail, sizeof(tail));
        lfs_mdir_free(mdir);
    }
    return result;
}

static bool is_same_pair(const uint32_t a[2], const uint32_t b[2])
{
    return (a[0] == b[0] && a[1] == b[1]) || (a[0] == b[1] && a[1] == b[0]);
}

static enum image_fsedit_result set_tail(struct lfsedit *lfs, struct lfs_mdir *mdir, bool hard,
                                         const uint32_t tail[2])
{
    uint8_t bytes[8];
    const struct lfs_change change = {LFS_TAIL + hard, IMAGE_LITTLEFS_NO_ID, bytes, sizeof(bytes)};

    esp_put32(bytes, tail[0]);
    esp_put32(bytes + 4, tail[1]);
    return lfs_commit(lfs, mdir, &change, 1);
}

/* Takes the pair behind this one out of the list. */
static enum image_fsedit_result skip_tail(struct lfsedit *lfs, struct lfs_mdir *mdir)
{
    struct lfs_mdir *orphan;
    enum image_fsedit_result result = lfs_mdir_read(lfs, mdir->tail, &orphan);

    if (result == IMAGE_FSEDIT_DONE) {
        for (unsigned i = 0; i < 3; i++)
            lfs->carry[i] ^= orphan->state[i];
        result = set_tail(lfs, mdir, orphan->hard, orphan->tail);
    }
    lfs_mdir_free(orphan);
    return result;
}

/* Looks at the pair that a pair's soft tail names, in one of two passes: pairs that moved, and
 * then pairs that no folder has, because an old copy of a pair may hide these. */
static enum image_fsedit_result look_at_tail(struct lfsedit *lfs, struct lfs_mdir *mdir,
                                             unsigned pass, bool *changed)
{
    uint32_t named[2];
    bool found;
    enum image_fsedit_result result = find_name_of(lfs, mdir->tail, named, &found);

    *changed = false;
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    *changed = pass == 0 ? found && !is_same_pair(named, mdir->tail) : !found;
    if (*changed)
        return pass == 0 ? set_tail(lfs, mdir, false, named) : skip_tail(lfs, mdir);
    return IMAGE_FSEDIT_DONE;
}

static enum image_fsedit_result complete_orphans(struct lfsedit *lfs, unsigned pass)
{
    uint32_t pair[2] = {0, 1};
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;

    for (uint32_t left = 2 * lfs->blocks; left > 0 && result == IMAGE_FSEDIT_DONE; left--) {
        bool last, changed = false;
        struct lfs_mdir *mdir;

        result = lfs_mdir_read(lfs, pair, &mdir);
        last = result != IMAGE_FSEDIT_DONE || mdir->tail[0] == IMAGE_LITTLEFS_NO_BLOCK;
        if (!last && !mdir->hard)
            result = look_at_tail(lfs, mdir, pass, &changed);
        if (!last && !changed)
            memcpy(pair, mdir->tail, sizeof(pair));
        lfs_mdir_free(mdir);
        if (last)
            return result;
    }
    return result;
}

/* Writes the rest of the state if no other commit did. */
static enum image_fsedit_result write_state(struct lfsedit *lfs)
{
    const uint32_t first_pair[2] = {0, 1};
    struct lfs_mdir *mdir;
    enum image_fsedit_result result = lfs_mdir_read(lfs, first_pair, &mdir);

    if (result == IMAGE_FSEDIT_DONE)
        result = lfs_commit(lfs, mdir, NULL, 0);
    lfs_mdir_free(mdir);
    return result;
}

enum image_fsedit_result lfs_complete(struct lfsedit *lfs)
{
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;

    if (lfs->fs.has_moved)
        result = complete_move(lfs);
    if (lfs->fs.orphans) {
        lfs->carry[0] ^= 0x80000000;
        lfs->fs.orphans = false;
        for (unsigned pass = 0; result == IMAGE_FSEDIT_DONE && pass < 2; pass++)
            result = complete_orphans(lfs, pass);
    }
    if (result == IMAGE_FSEDIT_DONE && (lfs->carry[0] | lfs->carry[1] | lfs->carry[2]))
        result = write_state(lfs);
    return result;
}
