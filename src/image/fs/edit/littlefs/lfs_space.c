/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: which blocks are in use, and what the commits tell of the firmware's settings.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Two settings of the library are not in the superblock.  The program size is what all commits
 * end at multiples of; since version 2.1 it stands in them.  Files lie in their folder if they
 * are not longer than the library's cache.  Old versions of the library cannot read a longer
 * one there, so the limit is the longest such file that exists, or the shortest cache of known
 * firmwares: Arduino's for the ESP8266 (LittleFS.h).
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfsedit.h"

enum {
    PROGRAM_MAX = 256, /* known firmwares: 32 to 256 */
    INLINE_MAX = 0x3fe, CACHE_MIN = 64,
    ATTRIBUTE_CHANGED = LFS_ATTRIBUTE | 't', ATTRIBUTE_CREATED = LFS_ATTRIBUTE | 'c',
};

/* What the pairs tell. */
struct survey {
    struct lfsedit *lfs;
    uint32_t ends, forward, inlined, seed;
};

uint8_t *lfs_block(const struct lfsedit *lfs, uint32_t block)
{
    return lfs->data + (size_t)block * lfs->fs.block_size;
}

bool lfs_is_used(const struct lfsedit *lfs, uint32_t block)
{
    return lfs->used[block / 8] >> block % 8 & 1;
}

static void use(struct lfsedit *lfs, uint32_t block)
{
    if (!lfs_is_used(lfs, block))
        lfs->free_blocks--;
    lfs->used[block / 8] |= (uint8_t)(1u << block % 8);
}

/* Marks a block of a file or pair.  "at" is where its number is written. */
static bool mark(struct lfsedit *lfs, uint32_t block, size_t at)
{
    if (block >= lfs->blocks)
        return image_trouble_set(lfs->trouble, at, "block 0x%x is named, but there are 0x%x blocks",
                                 block, lfs->blocks);
    if (lfs_is_used(lfs, block))
        return image_trouble_set(lfs->trouble, at, "block 0x%x is used twice", block);
    use(lfs, block);
    return true;
}

static bool mark_list(struct lfsedit *lfs, const struct lfs_item *contents)
{
    const uint8_t *pointer = contents->data;
    uint32_t size;

    if (contents->size != 8)
        return image_trouble_set(lfs->trouble, (size_t)(pointer - lfs->data),
                                 "a file's list has %u bytes, not 8", contents->size);
    size = esp_get32(pointer + 4);
    for (uint32_t left = image_littlefs_last_index(&lfs->fs, size) + 1; size && left > 0; left--) {
        uint32_t block = esp_get32(pointer);

        if (!mark(lfs, block, (size_t)(pointer - lfs->data)))
            return false;
        pointer = lfs_block(lfs, block);
    }
    return true;
}

static void note_time(struct survey *survey, const struct lfs_entry *entry)
{
    for (unsigned i = 0; i < entry->attribute_count; i++) {
        const struct lfs_item *item = &entry->attributes[i];

        if (item->size != 4 && item->size != 8)
            continue;
        if (item->type == ATTRIBUTE_CHANGED)
            survey->lfs->changed_size = (uint8_t)item->size;
        if (item->type == ATTRIBUTE_CREATED)
            survey->lfs->created_size = (uint8_t)item->size;
    }
}

static bool survey_entry(struct survey *survey, const struct lfs_entry *entry)
{
    bool file = entry->name.data && entry->name.type == LFS_NAME + IMAGE_LITTLEFS_FILE;

    note_time(survey, entry);
    if (file && entry->contents.type == IMAGE_LITTLEFS_INLINE &&
        entry->contents.size > survey->inlined)
        survey->inlined = entry->contents.size;
    return !file || entry->contents.type != IMAGE_LITTLEFS_LIST ||
           mark_list(survey->lfs, &entry->contents);
}

/* A pair that only a folder names, after a stop in the middle of the pair's move. */
static void mark_moved_pair(struct lfsedit *lfs, const struct lfs_entry *entry)
{
    if (entry->contents.type != IMAGE_LITTLEFS_PAIR || entry->contents.size != 8)
        return;
    for (unsigned i = 0; i < 2; i++) {
        uint32_t block = esp_get32(entry->contents.data + 4 * i);

        if (block < lfs->blocks)
            use(lfs, block);
    }
}

static void note_commits(struct survey *survey, const struct image_littlefs_block *block)
{
    survey->ends |= block->ends;
    survey->seed = (uint32_t)crc32(survey->seed, block->data, block->end);
    if (block->forward_size > survey->forward && block->forward_size <= survey->lfs->fs.block_size &&
        survey->lfs->fs.block_size % block->forward_size == 0)
        survey->forward = block->forward_size;
}

/* Reads one pair, and goes on to its tail.  again: all pairs of the list are marked. */
static enum image_fsedit_result survey_pair(struct survey *survey, uint32_t tail[2], bool again)
{
    struct image_littlefs_block block;
    struct lfs_mdir *mdir = NULL;
    enum image_fsedit_result result = lfs_mdir_read(survey->lfs, tail, &mdir);
    bool good = true;

    if (result == IMAGE_FSEDIT_DONE && !again && image_littlefs_pair(&survey->lfs->fs, tail, &block))
        note_commits(survey, &block);
    for (unsigned i = 0; result == IMAGE_FSEDIT_DONE && good && i < mdir->count; i++) {
        if (!mdir->entries[i])
            continue;
        if (again)
            mark_moved_pair(survey->lfs, mdir->entries[i]);
        /* A moved entry's blocks are marked at the entry's new place. */
        else if (!(block.has_moved && block.moved == i))
            good = survey_entry(survey, mdir->entries[i]);
    }
    if (result == IMAGE_FSEDIT_DONE)
        memcpy(tail, mdir->tail, sizeof(mdir->tail));
    lfs_mdir_free(mdir);
    return good ? result : IMAGE_FSEDIT_REFUSED;
}

static enum image_fsedit_result survey_pairs(struct survey *survey)
{
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;
    struct lfsedit *lfs = survey->lfs;
    uint32_t tail[2] = {0, 1};

    while (result == IMAGE_FSEDIT_DONE && tail[0] != IMAGE_LITTLEFS_NO_BLOCK) {
        size_t at = (size_t)(tail[0] < lfs->blocks ? tail[0] : 0) * lfs->fs.block_size;

        if (!mark(lfs, tail[0], at) || !mark(lfs, tail[1], at))
            return IMAGE_FSEDIT_REFUSED;
        result = survey_pair(survey, tail, false);
    }
    tail[0] = 0;
    tail[1] = 1;
    while (result == IMAGE_FSEDIT_DONE && lfs->fs.orphans && tail[0] != IMAGE_LITTLEFS_NO_BLOCK)
        result = survey_pair(survey, tail, true);
    return result;
}

static void choose_settings(const struct survey *survey)
{
    struct lfsedit *lfs = survey->lfs;
    uint32_t unit = survey->ends & -survey->ends, limit = lfs->fs.block_size / 8;

    lfs->program_size = survey->forward ? survey->forward : unit < PROGRAM_MAX ? unit : PROGRAM_MAX;
    if (lfs->program_size == 0 || lfs->program_size > lfs->fs.block_size)
        lfs->program_size = 1;
    if (limit > INLINE_MAX)
        limit = INLINE_MAX;
    if (lfs->fs.attr_max > 0 && limit > lfs->fs.attr_max)
        limit = lfs->fs.attr_max;
    lfs->inline_max = survey->inlined > CACHE_MIN ? survey->inlined : CACHE_MIN;
    if (lfs->inline_max > limit)
        lfs->inline_max = limit;
    lfs->next = survey->seed % lfs->blocks;
}

enum image_fsedit_result lfs_survey(struct lfsedit *lfs)
{
    size_t present = lfs->fs.size / lfs->fs.block_size;
    struct survey survey = {.lfs = lfs};
    enum image_fsedit_result result;

    lfs->blocks = lfs->fs.block_count < present ? lfs->fs.block_count : (uint32_t)present;
    lfs->free_blocks = lfs->blocks;
    lfs->program_size = 1; /* until it is known */
    lfs->used = calloc(lfs->blocks / 8 + 1, 1);
    if (!lfs->used)
        return lfs_no_memory(lfs);
    result = survey_pairs(&survey);
    choose_settings(&survey);
    if (result != IMAGE_FSEDIT_REFUSED || !lfs->edit->force)
        return result;
    lfs->blank_only = true;
    return IMAGE_FSEDIT_DONE;
}

enum image_fsedit_result lfs_take_block(struct lfsedit *lfs, uint32_t *block)
{
    for (uint32_t left = lfs->blocks; left > 0; left--) {
        uint32_t candidate = lfs->next;

        lfs->next = (lfs->next + 1) % lfs->blocks;
        if (lfs_is_used(lfs, candidate) ||
            (lfs->blank_only && !esp_blank(lfs_block(lfs, candidate), lfs->fs.block_size)))
            continue;
        use(lfs, candidate);
        *block = candidate;
        return IMAGE_FSEDIT_DONE;
    }
    return lfs_fail(lfs, IMAGE_FSEDIT_FULL, 0, "no block of %u bytes is free, of %u blocks",
                    lfs->fs.block_size, lfs->blocks);
}
