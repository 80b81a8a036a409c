/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: commits to a pair.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfsedit.h"

enum {
    /* lfs.c: a pair has at most this many entries; more are split off. */
    ENTRIES_MAX = 0xff,
    /* lfs.c: room in a block beside the entries, for tail, state, a deletion and the CRC. */
    RESERVED = 40,
    STATE_SIZE = 12, TAIL_SIZE = 8, REVISION_SIZE = 4,
};

static void put_words(uint8_t *p, const uint32_t *words, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        esp_put32(p + 4 * i, words[i]);
}

static struct lfs_log start_log(struct lfsedit *lfs, uint32_t block)
{
    return (struct lfs_log){
        .block = lfs_block(lfs, block),
        .block_size = lfs->fs.block_size,
        .program_size = lfs->program_size,
        .forward = lfs->fs.version > 0x00020000,
        .previous = UINT32_MAX,
    };
}

/* ---- a whole pair ---- */

static bool log_item(struct lfs_log *log, const struct lfs_item *item, unsigned id)
{
    return !item->data || lfs_log_put(log, item->type, id, item->data, item->size);
}

static bool log_entry(struct lfs_log *log, const struct lfs_entry *entry, unsigned id)
{
    bool fits = !entry || (log_item(log, &entry->name, id) && log_item(log, &entry->contents, id));

    for (unsigned i = 0; entry && fits && i < entry->attribute_count; i++)
        fits = log_item(log, &entry->attributes[i], id);
    return fits;
}

static bool log_rest(struct lfs_log *log, const struct lfs_mdir *mdir)
{
    uint8_t state[STATE_SIZE], tail[TAIL_SIZE];

    put_words(tail, mdir->tail, 2);
    put_words(state, mdir->state, 3);
    if (mdir->tail[0] != IMAGE_LITTLEFS_NO_BLOCK &&
        !lfs_log_put(log, LFS_TAIL + mdir->hard, IMAGE_LITTLEFS_NO_ID, tail, sizeof(tail)))
        return false;
    return !(mdir->state[0] | mdir->state[1] | mdir->state[2]) ||
           lfs_log_put(log, IMAGE_LITTLEFS_STATE, IMAGE_LITTLEFS_NO_ID, state, sizeof(state));
}

/* Writes the entries from begin to end to the block that does not count, which counts then. */
static enum image_fsedit_result write_block(struct lfsedit *lfs, struct lfs_mdir *mdir,
                                            const struct lfs_mdir *source, unsigned begin,
                                            unsigned end)
{
    struct lfs_log log = start_log(lfs, mdir->pair[1]);
    uint32_t written = mdir->pair[1];
    bool fits = true;

    memset(log.block, 0xff, log.block_size);
    mdir->revision++;
    esp_put32(log.block, mdir->revision);
    log.at = REVISION_SIZE;
    for (unsigned id = begin; fits && id < end; id++)
        fits = log_entry(&log, source->entries[id], id - begin);
    if (!fits || !log_rest(&log, mdir))
        return lfs_fail(lfs, IMAGE_FSEDIT_FULL, (uint64_t)written * log.block_size,
                        "a folder's block of %u bytes is too small for its %u entries, and %u of "
                        "%u blocks are free for another one",
                        log.block_size, end - begin, lfs->free_blocks, lfs->blocks);
    lfs_log_end(&log);
    mdir->pair[1] = mdir->pair[0];
    mdir->pair[0] = written;
    return IMAGE_FSEDIT_DONE;
}

/* Chooses the blocks of a pair.  The second one is written first.  The other's old contents
 * may look like a pair's block: the revision that will be written must be newer. */
static enum image_fsedit_result take_pair(struct lfsedit *lfs, struct lfs_mdir *mdir)
{
    enum image_fsedit_result result = lfs_take_block(lfs, &mdir->pair[1]);

    if (result == IMAGE_FSEDIT_DONE)
        result = lfs_take_block(lfs, &mdir->pair[0]);
    if (result == IMAGE_FSEDIT_DONE)
        mdir->revision = esp_get32(lfs_block(lfs, mdir->pair[0]));
    return result;
}

enum image_fsedit_result lfs_write_new_pair(struct lfsedit *lfs, struct lfs_mdir *mdir)
{
    enum image_fsedit_result result = take_pair(lfs, mdir);

    return result == IMAGE_FSEDIT_DONE ? write_block(lfs, mdir, mdir, 0, mdir->count) : result;
}

/* ---- compacting ---- */

/* The first entry of the part at the end that moves to a pair of its own; 0: all entries can
 * stay.  Halves the part until it fits into half a block, as lfs.c does. */
static unsigned find_split(const struct lfsedit *lfs, const struct lfs_mdir *mdir, unsigned end)
{
    uint32_t half = (lfs->fs.block_size / 2 + lfs->program_size - 1) / lfs->program_size *
                    lfs->program_size;
    uint32_t limit = half < lfs->fs.block_size - RESERVED ? half : lfs->fs.block_size - RESERVED;
    unsigned split = 0;

    while (end - split > 1) {
        uint32_t size = 0;

        for (unsigned id = split; id < end; id++)
            size += lfs_entry_size(mdir->entries[id]);
        if (end - split < ENTRIES_MAX && size <= limit)
            break;
        split += (end - split) / 2;
    }
    return split;
}

/* Moves the entries from split on to a new pair, which becomes the tail. */
static enum image_fsedit_result split_off(struct lfsedit *lfs, struct lfs_mdir *mdir,
                                          unsigned split, unsigned end)
{
    struct lfs_mdir *tail = lfs_mdir_new();
    enum image_fsedit_result result;

    if (!tail)
        return lfs_no_memory(lfs);
    memcpy(tail->tail, mdir->tail, sizeof(tail->tail));
    tail->hard = mdir->hard;
    result = take_pair(lfs, tail);
    if (result == IMAGE_FSEDIT_DONE)
        result = write_block(lfs, tail, mdir, split, end);
    if (result == IMAGE_FSEDIT_DONE) {
        memcpy(mdir->tail, tail->pair, sizeof(mdir->tail));
        mdir->hard = true;
    }
    lfs_mdir_free(tail);
    return result;
}

static enum image_fsedit_result compact(struct lfsedit *lfs, struct lfs_mdir *mdir)
{
    unsigned end = mdir->count, split;
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;

    /* Without room for another pair, all entries may still fit into the block. */
    while (lfs->free_blocks >= 2 && (split = find_split(lfs, mdir, end)) > 0) {
        result = split_off(lfs, mdir, split, end);
        if (result != IMAGE_FSEDIT_DONE)
            return result;
        end = split;
    }
    return write_block(lfs, mdir, mdir, 0, end);
}

/* ---- appending ---- */

static bool append(struct lfsedit *lfs, struct lfs_mdir *mdir, const struct lfs_change *changes,
                   unsigned count, bool state_changes)
{
    struct lfs_log log = start_log(lfs, mdir->pair[0]);
    uint8_t state[STATE_SIZE];
    bool fits = true;

    log.begin = log.at = mdir->end;
    log.previous = mdir->last_tag;
    put_words(state, mdir->state, 3);
    for (unsigned i = 0; fits && i < count; i++)
        fits = lfs_log_put(&log, changes[i].type, changes[i].id, changes[i].data, changes[i].size);
    if (fits && state_changes)
        fits = lfs_log_put(&log, IMAGE_LITTLEFS_STATE, IMAGE_LITTLEFS_NO_ID, state, sizeof(state));
    if (fits)
        lfs_log_end(&log);
    else
        memset(log.block + mdir->end, 0xff, log.block_size - mdir->end);
    return fits;
}

/* Takes a pair out of the list: the predecessor gets its tail and its part of the state. */
static enum image_fsedit_result drop(struct lfsedit *lfs, struct lfs_mdir *mdir,
                                     struct lfs_mdir *predecessor)
{
    uint8_t tail[TAIL_SIZE];
    const struct lfs_change change = {LFS_TAIL + mdir->hard, IMAGE_LITTLEFS_NO_ID, tail,
                                      sizeof(tail)};

    put_words(tail, mdir->tail, 2);
    for (unsigned i = 0; i < 3; i++)
        lfs->carry[i] ^= mdir->state[i];
    return lfs_commit(lfs, predecessor, &change, 1);
}

/* A pair that a deletion made empty leaves the list, unless a folder begins with it. */
static enum image_fsedit_result drop_if_empty(struct lfsedit *lfs, struct lfs_mdir *mdir,
                                              bool *dropped)
{
    struct lfs_mdir *predecessor;
    bool found;
    enum image_fsedit_result result = lfs_predecessor(lfs, mdir->pair, &predecessor, &found);

    *dropped = result == IMAGE_FSEDIT_DONE && found && predecessor->hard;
    if (*dropped)
        result = drop(lfs, mdir, predecessor);
    lfs_mdir_free(predecessor);
    return result;
}

enum image_fsedit_result lfs_commit(struct lfsedit *lfs, struct lfs_mdir *mdir,
                                    const struct lfs_change *changes, unsigned count)
{
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;
    bool deletes = false, dropped = false, state_changes = false;

    for (unsigned i = 0; i < count; i++) {
        lfs_mdir_apply(mdir, &changes[i], false);
        deletes |= changes[i].type == LFS_DELETE;
    }
    if (mdir->out_of_memory)
        return lfs_no_memory(lfs);
    if (deletes && mdir->count == 0)
        result = drop_if_empty(lfs, mdir, &dropped);
    if (dropped || result != IMAGE_FSEDIT_DONE)
        return result;
    for (unsigned i = 0; i < 3; i++) {
        state_changes |= lfs->carry[i] != 0;
        mdir->state[i] ^= lfs->carry[i];
        lfs->carry[i] = 0;
    }
    if (mdir->can_append && mdir->count < ENTRIES_MAX &&
        append(lfs, mdir, changes, count, state_changes))
        return IMAGE_FSEDIT_DONE;
    return compact(lfs, mdir);
}
